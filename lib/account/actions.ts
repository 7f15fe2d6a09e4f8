"use server";

import { z } from "zod";
import { publicAction, userAction } from "../http/action";
import { rewriteCookie, writeSessionCookie } from "../http/session-cookie";
import { emailSchema } from "../identity/core/email";
import { nameSchema } from "../identity/core/name";
import { forgetOwnBrowser, forgetOwnBrowsers } from "./browsers";
import {
  askForNewAddress,
  changeOwnName,
  changeOwnPassword,
  confirmNewAddress as confirmAddress,
} from "./profile";
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

export const saveName = userAction(
  { freshProof: "own", input: z.strictObject({ name: nameSchema }) },
  async ({ db, actor }, { name }) => {
    await changeOwnName(db, actor, name);
    return {};
  },
);

export const changePassword = userAction(
  { freshProof: "own", input: z.strictObject({ password: z.string().min(1).max(1_024) }) },
  async ({ db, actor }, { password }) => {
    await writeSessionCookie(await changeOwnPassword(db, actor, password));
    return {};
  },
);

export const changeAddress = userAction(
  { freshProof: "own", input: z.strictObject({ email: emailSchema }) },
  async ({ db, actor }, { email }) => {
    await askForNewAddress(db, actor, email);
    return {};
  },
);

export const confirmNewAddress = publicAction(
  z.strictObject({ token: z.string().max(200) }),
  async ({ db, client }, { token }) => {
    await confirmAddress(db, token, client);
    return { next: "/sign-in" };
  },
);
