"use server";

import { getLocale } from "next-intl/server";
import { z } from "zod";
import { HOME, safeReturnTo, withReturnTo } from "../core/return-to";
import { assertionSchema } from "../factors/passkey";
import { signOut as endOwnSession } from "../flows/manage";
import { publicAction, userAction } from "../http/action";
import { writeLocaleCookie } from "../http/locale-cookie";
import { nextStep } from "../http/next-step";
import { clearSessionCookie } from "../http/session-cookie";
import { currentViewer } from "../http/viewer";
import { LOCALES } from "../i18n/config";
import { emailSchema } from "../identity/core/email";
import { nameSchema } from "../identity/core/name";
import { keepLocale } from "./locale";
import { reportNotMe as report } from "./not-me";
import { requestPasswordReset as request, resetPassword as reset } from "./password-reset";
import {
  beginPasskeySignIn as beginPasskey,
  finishPasskeySignIn as finishPasskey,
  signInWithPassword,
} from "./sign-in";
import { signUp as register, verifyEmail as verify } from "./sign-up";

const returnTo = z.string().max(2_048).nullish().transform(safeReturnTo);
const password = z.string().min(1).max(1_024);
const token = z.string().max(200);

/** Email and password; answers with the address of what is next: the page asked for, the challenge or set-up. */
export const signIn = publicAction(
  z.object({ email: emailSchema, password, returnTo }),
  async ({ db, client }, input) => nextStep(await signInWithPassword(db, input, client), input.returnTo),
);

export const beginPasskeySignIn = publicAction(z.object({}), ({ db }) => beginPasskey(db));

export const finishPasskeySignIn = publicAction(
  z.object({ challengeId: z.string().max(64), response: assertionSchema, returnTo }),
  async ({ db, client }, input) => nextStep(await finishPasskey(db, input, client), input.returnTo),
);

export const signOut = userAction({ access: "half", input: z.object({}) }, async ({ db, actor }) => {
  await endOwnSession(db, actor);
  await clearSessionCookie();
  return { next: "/sign-in" };
});

export const signUp = publicAction(
  z.object({
    workspaceName: nameSchema,
    name: nameSchema,
    email: emailSchema,
    password,
  }),
  async ({ db, client }, input) => {
    await register(db, { ...input, locale: await getLocale() }, client);
    return { email: input.email };
  },
);

export const verifyEmail = publicAction(z.object({ token }), async ({ db, client }, input) => {
  await verify(db, input.token, client);
  return { next: withReturnTo("/sign-in", HOME) };
});

export const requestPasswordReset = publicAction(
  z.object({ email: emailSchema }),
  async ({ db, client }, { email }) => {
    await request(db, email, client);
    return { email };
  },
);

export const resetPassword = publicAction(z.object({ token, password }), async ({ db, client }, input) => {
  await reset(db, input, client);
  return { next: "/sign-in" };
});

/** The button behind "this was not me"; opening the link does nothing. */
export const endReportedSessions = publicAction(z.object({ token }), async ({ db, client }, input) => {
  await report(db, input.token, client);
  return {};
});

export const setLocale = publicAction(z.object({ locale: z.enum(LOCALES) }), async ({ db }, { locale }) => {
  await writeLocaleCookie(locale);
  const { subject } = await currentViewer();
  if (subject && !subject.facts.session.ended) await keepLocale(db, subject, locale);
  return {};
});
