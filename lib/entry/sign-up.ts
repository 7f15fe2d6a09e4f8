import "server-only";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { DEFAULT_LOCALE } from "../i18n/config";
import { MIN_PASSWORD_LENGTH } from "../identity/core/password-rules";
import { hashPassword } from "../identity/passwords/hash";
import { consumeToken, issueToken } from "../identity/tokens/service";
import {
  confirmAddress,
  createUser,
  findUserByEmail,
  requireGoodPassword,
  updateUser,
} from "../identity/users/service";
import { sendLinkMail } from "../messaging/link-mails";
import { createDefaultPolicy } from "../policy/policies";
import { countAgainst } from "../ratelimit/windows";
import { createWorkspace, getWorkspace } from "../workspaces/service";
import { inEqualTime } from "./equal-time";

export type SignUp = {
  workspaceName: string;
  name: string;
  email: string;
  password: string;
  /** The language of the mails. */
  locale?: string;
};

/** Of one address. Each is mailed a link, until one of them is confirmed. */
const SIGN_UPS_A_DAY = 3;

/**
 * Asks for a workspace with its owner. The answer, and its time, are the same for an address that is taken: the mail
 * differs, not the screen. Nothing can be signed in to before the mailed link was opened and confirmed; an address that
 * somebody else took and never confirmed is its owner's then. Throws what is wrong with the password.
 */
export async function signUp(db: Db, input: SignUp, client: Client): Promise<void> {
  requireGoodPassword(input.password, MIN_PASSWORD_LENGTH, [
    input.email.split("@")[0] ?? "",
    input.name,
    input.workspaceName,
  ]);
  await inEqualTime(async () => {
    const passwordHash = await hashPassword(input.password);
    if (await tellOwnerOf(db, input.email)) return;
    try {
      await createOwner(db, { ...input, passwordHash }, client);
    } catch (error) {
      // Another sign-up with this address came first
      if (!(error instanceof AppError && error.code === "address_taken")) throw error;
      await tellOwnerOf(db, input.email);
    }
  });
}

/** Mails whoever has the address that somebody wanted it; false where nobody proved to have it. */
async function tellOwnerOf(db: Db, email: string): Promise<boolean> {
  const existing = await findUserByEmail(db, email);
  if (!existing?.emailVerifiedAt) return false;
  const { APP_URL } = env();
  const workspace = (await getWorkspace(db, existing.workspaceId)).name;
  await sendLinkMail(
    db,
    { ...existing, workspace },
    {
      kind: "have_account",
      detail: { url: `${APP_URL}/sign-in`, resetUrl: `${APP_URL}/forgot-password` },
      // told once an hour, however often a stranger tries
      eventKey: `sign-up ${existing.id} ${new Date().toISOString().slice(0, 13)}`,
    },
  );
  return true;
}

async function createOwner(
  db: Db,
  input: Omit<SignUp, "password"> & { passwordHash: string },
  client: Client,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const asked = { name: "sign-up", subject: input.email };
    if (await countAgainst(tx, [{ ...asked, max: SIGN_UPS_A_DAY, windowSeconds: 86_400 }])) return;
    const workspaceId = await createWorkspace(tx, { name: input.workspaceName, isDemo: env().DEMO });
    const policyId = await createDefaultPolicy(tx, workspaceId);
    const { email, name, passwordHash, locale = DEFAULT_LOCALE } = input;
    const userId = await createUser(tx, {
      workspaceId,
      email,
      name,
      role: "owner",
      policyId,
      passwordHash,
      locale,
    });
    const token = await issueToken(tx, { workspaceId, userId, kind: "email_verification", createdBy: null });
    await recordEvent(tx, {
      workspaceId,
      action: "workspace.created",
      actorId: userId,
      targetId: userId,
      client,
    });
    const url = `${env().APP_URL}/verify-email/${token}`;
    const to = { workspaceId, workspace: input.workspaceName, email, name, locale };
    await sendLinkMail(tx, to, { kind: "verify_email", detail: { url }, eventKey: newId("event") });
  });
}

/** The address is its owner's: from now on the account can be signed in to. Throws `token_invalid`, too where another account got it. */
export async function verifyEmail(db: Db, token: string, client: Client): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { workspaceId, userId } = await consumeToken(tx, "email_verification", token);
    await confirmAddress(tx, { workspaceId, userId });
    await updateUser(tx, workspaceId, userId, { emailVerifiedAt: new Date() });
    await recordEvent(tx, {
      workspaceId,
      action: "email.verified",
      actorId: userId,
      targetId: userId,
      client,
    });
  });
}
