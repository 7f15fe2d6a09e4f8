import type { HttpBrowser } from "../../http/browser";

/** Who is ready to do it and with what: an input that succeeds, in a workspace made for this probe. */
export type Ready = {
  workspaceId: string;
  browser: HttpBrowser;
  input: unknown;
  /** What a stranger sends instead, where the same input would use something up in their own workspace. */
  strangersInput?: unknown;
};

/**
 * One server action's probe. `access`: the least a session must have got to. `namesAnothers`: the input names a row of the
 * victim's, so that a stranger's call has to be refused rather than to act on the stranger's own account.
 */
export type Probe = {
  access: "public" | "half" | "setup" | "full";
  namesAnothers?: boolean;
  prepare: () => Promise<Ready>;
};
