"use server";

import { z } from "zod";
import { userAction } from "../http/action";
import { rewriteCookie } from "../http/session-cookie";
import { forgetOwnBrowser, forgetOwnBrowsers } from "./browsers";
import { endOwnOtherSessions, endOwnSession } from "./sessions";

const id = z.string().max(64);

export const endSession = userAction(
  { freshProof: "own", input: z.strictObject({ sessionId: id }) },
  async ({ db, actor }, { sessionId }) => {
    await endOwnSession(db, actor, sessionId);
    return {};
  },
);

export const endOtherSessions = userAction(
  { freshProof: "own", input: z.strictObject({}) },
  async ({ db, actor }) => ({ count: await endOwnOtherSessions(db, actor) }),
);

/** Takes no fresh proof: it takes a way in away, and asks for more from then on. */
export const forgetBrowser = userAction(
  { input: z.strictObject({ browserId: id }) },
  async ({ db, actor }, { browserId }) => {
    await forgetOwnBrowser(db, actor, browserId);
    await rewriteCookie();
    return {};
  },
);

export const forgetAllBrowsers = userAction({ input: z.strictObject({}) }, async ({ db, actor }) => {
  await forgetOwnBrowsers(db, actor);
  await rewriteCookie();
  return {};
});
