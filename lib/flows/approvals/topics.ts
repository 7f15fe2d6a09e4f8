/** Somebody's devices have something to ask, or no longer. */
export const questionTopic = ({ workspaceId, userId }: { workspaceId: string; userId: string }): string =>
  `question ${workspaceId} ${userId}`;

/** A device has answered the question of one flow. */
export const answerTopic = (flowId: string): string => `answer ${flowId}`;
