/** How long a session may idle and live, by the policy's preset (contract §6; NIST 800-63B §2.2.3). */
export const SESSION_PRESETS = {
  standard: { idleSeconds: 12 * 3_600, wholeSeconds: 30 * 86_400 },
  aal2: { idleSeconds: 3_600, wholeSeconds: 86_400 },
} as const;

export type SessionPreset = keyof typeof SESSION_PRESETS;

/** Computed on read, so a shortened preset bites at once. A preset this version does not know counts as the strictest. */
export function isSessionOver(
  preset: string,
  session: { beganAt: Date; lastSeenAt: Date; endedAt: Date | null },
  now: Date,
): boolean {
  const { idleSeconds, wholeSeconds } =
    preset === "standard" ? SESSION_PRESETS.standard : SESSION_PRESETS.aal2;
  const secondsSince = (then: Date) => (now.getTime() - then.getTime()) / 1_000;
  return (
    session.endedAt !== null ||
    secondsSince(session.lastSeenAt) >= idleSeconds ||
    secondsSince(session.beganAt) >= wholeSeconds
  );
}
