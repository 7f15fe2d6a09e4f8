type Person = { workspaceId: string; userId: string };

/** Somebody's devices have something to ask, or no longer. */
export const questionTopic = ({ workspaceId, userId }: Person): string => `question ${workspaceId} ${userId}`;

/** A device has answered the question of one flow. */
export const answerTopic = (flowId: string): string => `answer ${flowId}`;

/** Who waits for an answer, in whichever session. */
export const askerOf = ({ workspaceId, userId }: Person): string => `asker ${workspaceId} ${userId}`;
