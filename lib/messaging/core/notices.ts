import type { Right } from "../../identity/core/rights";

/**
 * The mails that tell a person what happened on the account, and what each takes to say it. The words stand in
 * `messages/<locale>/mail.json`; a `url` is where the mail's button leads.
 */
export type NoticeDetails = {
  /** `proved`: what the sign-in showed, in its order. */
  new_browser: { proved: readonly FactorWords[] };
  factor_added: { factor: FactorWords };
  factor_removed: { factor: FactorWords };
  factor_replaced: { old: FactorWords; factor: FactorWords };
  factor_renamed: { factor: FactorWords };
  factor_preferred: { factor: FactorWords };
  two_factor_on: Nothing;
  two_factor_off: { factors: readonly FactorWords[] };
  recovery_codes_new: Nothing;
  recovery_code_used: { left: number };
  factor_stopped: { factor: FactorWords };
  credential_suspect: Nothing;
  password_changed: Nothing;
  /** `email`: the new address. */
  address_change_requested: { email: string };
  address_changed: { email: string };
  /** `by`: `mail` and `device` for the user's own report, a name for an administrator. */
  sessions_ended: By;
  sign_in_denied: Nothing;
  requirement_set: By;
  requirement_lifted: By;
  /** `rights`: those there are now. */
  rights_changed: By & { rights: readonly Right[] };
  role_changed: By & { role: string };
  blocked: By;
  unblocked: By;
  account_deleted: By;
  unlocked: By;
  security_changed: By & { url: string };
  program_created: By & { name: string; url: string };
  webhook_created: By & { host: string; url: string };
  /** `from`: the host that it led to before. */
  webhook_redirected: By & { from: string; host: string; url: string };
  /** `reason`: it answered 410, or nothing but failures for three days. */
  webhook_disabled: { host: string; reason: "gone" | "failing"; url: string };
  /** Dates are written out in the recipient's language. */
  exempted: By & { reason: string; date: string };
  exemption_revoked: By;
  exemption_ends: { date: string; url: string };
  exemption_of_other_ends: { of: string; email: string; date: string; url: string };
  enforced_for_all: By & { url: string };
  enforcement_revoked: By & { url: string };
  /** `rings`: how many; `date`: the day of the last one, `YYYY-MM-DD`. */
  rings_planned: By & { rings: number; date: string; url: string };
  /** `by`: whoever planned it; `people`: how many the ring has brought in. */
  ring_started: By & { ring: number; rings: number; people: number; url: string };
  /** `by`: a name, or `limit` where a limit was passed by `people` people. */
  rings_paused: By & {
    reason: "administrator" | "failed_set_ups" | "help_requests";
    people: number;
    url: string;
  };
  rings_resumed: By & { url: string };
  policy_changed: By & { policy: string; url: string };
  policy_tightened: By & { policy: string };
  policy_moved: By & { policy: string };
  users_moved: By & { policy: string; count: number; url: string };
  /** `date`: written out in the recipient's language. */
  deadline_extended: By & { date: string };
  self_removed: By & { email: string; url: string };
  /** `days`: whole ones that are left; 0: the last day. */
  setup_due: { date: string; days: number; url: string };
  deadlines_summary: { open: number; week: number; over: number; url: string };
  /** `limit`: which of them was reached; `country`: ISO 3166-1 alpha-2. */
  sms_limit: { limit: "prefix" | "workspace" | "completion"; country: string };
  /** `by`: a name, `operator` for the server's own command, `waiting` for a delay that is over. */
  two_factor_reset: By;
  help_requested: By & { email: string; url: string };
  help_answered: By & { reason: string };
  access_pass_issued: By;
  setup_link_issued: By & { url: string };
  reset_scheduled: { hours: number; url: string };
  /** `by`: as for `sessions_ended`, and `factor` where the user has proved one. */
  reset_cancelled: By;
};

type Nothing = Record<never, never>;
type By = { by: string };

/** A factor as a mail names it: its label, with the kind beside it where the label does not say it. */
export type FactorWords = { kind: string; label?: string };

export type NoticeKind = keyof NoticeDetails;

/** One kind with what it takes. */
export type NoticeOf<K extends NoticeKind = NoticeKind> = {
  [P in K]: { kind: P; detail: NoticeDetails[P] };
}[K];

/** Done by the user's own session: such a mail carries the link that ends all sessions. */
const OWN_DEEDS: ReadonlySet<NoticeKind> = new Set([
  "new_browser",
  "factor_added",
  "factor_removed",
  "factor_replaced",
  "factor_renamed",
  "factor_preferred",
  "two_factor_on",
  "two_factor_off",
  "recovery_codes_new",
  "recovery_code_used",
  "factor_stopped",
  "credential_suspect",
  "password_changed",
  "address_change_requested",
  "address_changed",
  "sign_in_denied",
]);

export const isOwnDeed = (kind: NoticeKind): boolean => OWN_DEEDS.has(kind);

/** Such a mail says from which browser and country it was done: the reader can tell whether that was them. */
export const saysWhere = (kind: NoticeKind): boolean => isOwnDeed(kind) || kind === "sessions_ended";
