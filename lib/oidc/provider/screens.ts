import "server-only";
import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";

/** Sends the browser to a page of ours, in place of the provider's own. */
function show(ctx: KoaContextWithOIDC, page: string, query: Record<string, string> = {}): void {
  const search = new URLSearchParams(query).toString();
  ctx.status = 303;
  ctx.redirect(search ? `${page}?${search}` : page);
}

/** What went wrong with a device's code, in a word that our page knows. */
const deviceProblem = (error: (Error & { userCode?: string }) | undefined): string => {
  if (error?.name === "AbortedError") return "aborted";
  if (error?.name === "ExpiredError") return "expired";
  if (error?.name === "AlreadyUsedError") return "used";
  return "unknown";
};

/** Where the provider would show something, a page of ours does. */
export const screens = {
  /** Never sent to an address that is not known to be right; only the error's own code travels along. */
  renderError: (ctx: KoaContextWithOIDC, out: ErrorOut) =>
    show(ctx, "/authorization-error", { error: out.error }),
  logoutSource: (ctx: KoaContextWithOIDC) => show(ctx, "/sign-out"),
  afterLogout: (ctx: KoaContextWithOIDC) => show(ctx, "/sign-in"),
  userCodeInput: (ctx: KoaContextWithOIDC, _form: string, _out?: ErrorOut, error?: Error) =>
    show(ctx, "/device", error ? { problem: deviceProblem(error) } : {}),
  deviceDone: (ctx: KoaContextWithOIDC) => show(ctx, "/device", { done: "1" }),
};
