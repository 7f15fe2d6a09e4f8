/** The mails that tell a person what changed on the account: what, when, from where, and what to do if it was not them. */
export type NoticeKind =
  | "new_browser"
  | "factor_added"
  | "factor_removed"
  | "factor_renamed"
  | "factor_preferred"
  | "two_factor_on"
  | "two_factor_off"
  | "recovery_codes_new"
  | "recovery_code_used"
  | "factor_stopped"
  | "credential_suspect"
  | "password_changed"
  | "requirement_set"
  | "requirement_lifted"
  | "rights_changed"
  | "unlocked"
  | "security_changed"
  | "sms_limit";

export type NoticeFacts = {
  name: string;
  workspace: string;
  at: Date;
  ip: string;
  userAgent: string;
  origin: string;
  detail?: string;
};

const SUBJECTS: Record<NoticeKind, string> = {
  new_browser: "New sign-in on a new browser",
  factor_added: "A sign-in method was added",
  factor_removed: "A sign-in method was removed",
  factor_renamed: "A sign-in method was renamed",
  factor_preferred: "Another sign-in method is asked for first",
  two_factor_on: "Two-factor authentication is on",
  two_factor_off: "Two-factor authentication was switched off",
  recovery_codes_new: "You have new recovery codes",
  recovery_code_used: "A recovery code was used",
  factor_stopped: "A sign-in method was stopped after too many wrong codes",
  credential_suspect: "A passkey was refused",
  password_changed: "Your password was changed",
  requirement_set: "Two-factor authentication is required for you",
  requirement_lifted: "Two-factor authentication is no longer required for you",
  rights_changed: "Your rights were changed",
  unlocked: "Your account was unlocked",
  security_changed: "The security settings were changed",
  sms_limit: "Text messages were stopped",
};

const WHAT: Record<NoticeKind, (detail: string) => string> = {
  new_browser: () => "Somebody signed in to your account on a browser that was not used for it before.",
  factor_added: (detail) => `${detail} was added to your account as a second factor.`,
  factor_removed: (detail) => `${detail} was removed from your account.`,
  factor_renamed: (detail) => `One of your second factors is now named ${detail}.`,
  factor_preferred: (detail) => `From now on you are asked for your ${detail} first. The others still work.`,
  two_factor_on: () => "From now on you are asked for a second factor whenever you sign in.",
  two_factor_off: (detail) => `You are no longer asked for a second factor. ${detail}`.trim(),
  recovery_codes_new: () => "A new set of recovery codes was stored. The earlier ones no longer work.",
  recovery_code_used: (detail) => `A recovery code was used to sign in. ${detail}`.trim(),
  factor_stopped: (detail) =>
    `${detail} does not work for now. Sign in with another method, or ask an administrator.`,
  credential_suspect: (detail) =>
    `${detail} may have been copied and was refused. Remove it and create a new one.`,
  password_changed: () => "All your other sessions were ended.",
  requirement_set: (detail) =>
    `${detail} requires a second factor for your account. It is asked for at your next sign-in; if you have none, you set one up then.`,
  requirement_lifted: (detail) =>
    `${detail} no longer requires it. What you have set up stays on until you switch it off.`,
  rights_changed: (detail) => detail,
  unlocked: (detail) =>
    `${detail} cleared the wrong answers that had stopped or slowed your sign-in. Nothing else was changed.`,
  security_changed: (detail) => detail,
  sms_limit: (detail) =>
    `${detail} Somebody may be asking for codes to be paid for them. The audit log says who asked.`,
};

/** Done by somebody else: where they sat is not the reader's to know, and a new password undoes nothing. */
const BY_OTHERS: ReadonlySet<NoticeKind> = new Set([
  "requirement_set",
  "requirement_lifted",
  "rights_changed",
  "unlocked",
  "security_changed",
  "sms_limit",
]);

/** Subject and plain text of one notice, in English; times are UTC. */
export function notice(kind: NoticeKind, facts: NoticeFacts): { subject: string; text: string } {
  const when = `When: ${facts.at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const settings = `${facts.origin}/settings/two-factor`;
  const closing = BY_OTHERS.has(kind)
    ? [
        when,
        `Did you not expect this? Ask an administrator of ${facts.workspace}. How your account is protected stands at ${settings}.`,
      ]
    : [
        `${when}\nFrom: ${facts.ip}, ${facts.userAgent || "unknown browser"}`,
        `Was this not you? Change your password at ${facts.origin}/forgot-password, then look at ${settings} and tell an administrator of ${facts.workspace}.`,
      ];
  return {
    subject: `${SUBJECTS[kind]} – ${facts.workspace}`,
    text: [`Hello ${facts.name},`, WHAT[kind](facts.detail ?? ""), ...closing].join("\n\n"),
  };
}
