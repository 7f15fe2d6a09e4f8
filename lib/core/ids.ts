import { typeidUnboxed } from "typeid-js";

/** Prefixes of all ids. An id is `prefix_` and a UUIDv7 in base32 (TypeID 0.3), so ids sort by time of creation. */
export const ID_PREFIXES = {
  workspace: "wsp",
  user: "usr",
  policy: "pol",
  session: "ses",
  browser: "brw",
  flow: "flw",
  credential: "crd",
  approval: "apr",
  recoveryCode: "rcc",
  recoverySet: "rcs",
  exemption: "exm",
  token: "tok",
  event: "evt",
  auditCheck: "chk",
  message: "msg",
  noticeRun: "ntr",
  bulkRun: "blk",
  request: "req",
  helpRequest: "hlp",
  delayedReset: "drs",
  application: "app",
  applicationSecret: "sec",
  webhook: "whk",
  delivery: "dlv",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

export const newId = (kind: IdKind): string => typeidUnboxed(ID_PREFIXES[kind]);

/** True for a well-formed id of that kind; says nothing about whether it exists. */
export const isId = (kind: IdKind, value: string): boolean =>
  new RegExp(`^${ID_PREFIXES[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`).test(value);
