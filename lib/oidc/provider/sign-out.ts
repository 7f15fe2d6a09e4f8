import "server-only";
import type { KoaContextWithOIDC } from "oidc-provider";
import { database } from "../../db/client";
import { signOut } from "../../flows/manage";
import { removeKept } from "../artifacts/service";
import { visitorOf } from "./visitor";

type EndState = { postLogoutRedirectUri?: string; state?: string };

/**
 * The provider's session is ours, so what ends it ends ours. Where nobody is signed in there is nothing to ask about:
 * the browser goes on at once, to where the application asked (checked by the provider) or to the door.
 */
export async function answerSignOut(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  // Only a route of the provider's has it
  const route = ctx._matchedRouteName;
  const isUnasked = route === "end_session" && ctx.status === 200;
  const isConfirmed = route === "end_session_confirm" && isDestroyed(ctx);
  if (isUnasked || isConfirmed) await endOwnSession(ctx);
  if (isUnasked) goOn(ctx);
}

const isDestroyed = ({ oidc }: KoaContextWithOIDC): boolean =>
  (oidc.session as { destroyed?: boolean } | undefined)?.destroyed === true;

async function endOwnSession(ctx: KoaContextWithOIDC): Promise<void> {
  const visitor = visitorOf(ctx.req);
  if (!visitor.subject) return;
  await signOut(database(), { subject: visitor.subject, client: visitor.client });
  // The provider has told the applications of it already
  await removeKept(database(), { kind: "Session", id: visitor.subject.sessionId });
  visitor.isSignedOut = true;
}

function goOn(ctx: KoaContextWithOIDC): void {
  const { postLogoutRedirectUri, state } = (ctx.oidc.session?.state ?? {}) as EndState;
  const target = new URL(postLogoutRedirectUri ?? "/sign-in", ctx.oidc.issuer);
  if (postLogoutRedirectUri && state !== undefined) target.searchParams.set("state", state);
  ctx.status = 303;
  ctx.redirect(target.href);
}
