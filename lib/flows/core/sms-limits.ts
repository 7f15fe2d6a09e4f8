/** How many text messages leave, and why no more. Contract §6 and A35; all of them are counted over every process. */
const HOUR = 3_600;
const DAY = 86_400;

export const SMS_LIMITS = {
  /** Somebody who mistypes needs three or four; ten leaves room for a phone that was off. */
  user: { max: 10, windowSeconds: HOUR },
  /** Whoever asks: a stranger's phone is not to ring all night. */
  number: { max: 10, windowSeconds: HOUR },
  /** Pumping walks through a block of numbers that its author is paid for. */
  prefix: { max: 50, windowSeconds: HOUR },
  /** An office behind one address signs in on Monday morning; a script asks for more. */
  address: { max: 60, windowSeconds: HOUR },
  /** `max` is the workspace's own: its bill. */
  workspace: { windowSeconds: DAY },
} as const;

/** Digits that numbers of one block share. */
export const PREFIX_LENGTH = 8;

/**
 * Codes that nobody types in are bought for their price. Below 20 messages a bad hour says nothing; people finish well over
 * half of what they begin, so that fewer than one in five is no misfortune. After an hour one message tries again.
 */
export const COMPLETION = { leastSent: 20, leastShare: 0.2, lookBackHours: 24, stopSeconds: HOUR } as const;

export const isTooFewCompleted = (sent: number, completed: number): boolean =>
  sent >= COMPLETION.leastSent && completed < sent * COMPLETION.leastShare;
