"use server";

import { getLocale } from "next-intl/server";
import { z } from "zod";
import { checkFreshProof } from "../context/require";
import { HOME } from "../core/return-to";
import { publicAction, userAction } from "../http/action";
import { nextStep } from "../http/next-step";
import { nameSchema } from "../identity/core/name";
import { RIGHTS, ROLES } from "../identity/core/rights";
import { guestSchema, invitingSchema } from "./bulk/kinds";
import { endUserSessions as endSessions } from "./end-sessions";
import { termsSchema } from "./enforcement/terms";
import {
  acceptInvitation as accept,
  inviteUser as invite,
  resendInvitation as resend,
  revokeInvitation as revoke,
} from "./invitations";
import { blockUser as block, deleteUser as remove, unblockUser as unblock } from "./rights/members";
import { securitySettingsSchema } from "./schema";
import { previewSecurity as preview, saveSecurity as saveWorkspaceSecurity } from "./security";
import { unlockUser as unlock } from "./unlock";
import { saveUserSecurity as save } from "./user-security";

const id = z.string().max(64);

/** The panel's one `Save`. What is unchanged is left alone. */
export const saveUserSecurity = userAction(
  {
    right: "manage_user_rights",
    input: z.strictObject({
      userId: id,
      requireMfa: z.boolean(),
      terms: termsSchema.optional(),
      role: z.enum(ROLES).optional(),
      rights: z.array(z.enum(RIGHTS)).max(20),
      policyId: id.optional(),
    }),
  },
  async ({ db, actor }, input) => {
    await save(db, actor, input);
    return {};
  },
);

const toUser = { right: "manage_user_rights", input: z.strictObject({ userId: id }) } as const;

export const blockUser = userAction(toUser, async ({ db, actor }, { userId }) => {
  await block(db, actor, userId);
  return {};
});

export const unblockUser = userAction(toUser, async ({ db, actor }, { userId }) => {
  await unblock(db, actor, userId);
  return {};
});

export const deleteUser = userAction(toUser, async ({ db, actor }, { userId }) => {
  await remove(db, actor, userId);
  return {};
});

/** Asks for the fresh proof that every download takes, and leaves it to the download, which has its own guards. */
export const proveForExport = userAction({ input: z.strictObject({}) }, async ({ actor }) => {
  checkFreshProof(actor.subject, { level: "own" });
  return {};
});

export const unlockUser = userAction(
  { right: "manage_user_rights", freshProof: "aal2", input: z.strictObject({ userId: id }) },
  async ({ db, actor }, input) => {
    await unlock(db, actor, input.userId);
    return {};
  },
);

export const endUserSessions = userAction(
  { right: "manage_user_rights", freshProof: "aal2", input: z.strictObject({ userId: id }) },
  async ({ db, actor }, input) => ({ count: await endSessions(db, actor, input.userId) }),
);

/** What saving would do to whom; changes nothing. */
export const previewSecurity = userAction(
  { right: "manage_user_rights", input: securitySettingsSchema },
  ({ db, actor }, input) => preview(db, actor, input),
);

/** `seen` is what the page showed when the change began. */
export const saveSecurity = userAction(
  {
    right: "manage_user_rights",
    input: z.strictObject({ seen: securitySettingsSchema, settings: securitySettingsSchema }),
  },
  async ({ db, actor }, input) => {
    await saveWorkspaceSecurity(db, actor, input);
    return {};
  },
);

export const inviteUser = userAction(
  {
    right: "manage_user_rights",
    freshProof: "own",
    input: z.strictObject({
      ...guestSchema.shape,
      ...invitingSchema.partial({ rights: true, policyId: true }).shape,
    }),
  },
  ({ db, actor }, input) => invite(db, actor, input),
);

export const revokeInvitation = userAction(toUser, async ({ db, actor }, { userId }) => {
  await revoke(db, actor, userId);
  return {};
});

export const resendInvitation = userAction(
  { right: "manage_user_rights", freshProof: "own", input: z.strictObject({ userId: id }) },
  async ({ db, actor }, input) => {
    await resend(db, actor, input.userId);
    return {};
  },
);

export const acceptInvitation = publicAction(
  z.strictObject({ token: z.string().max(200), name: nameSchema, password: z.string().min(1).max(1_024) }),
  async ({ db, client }, input) =>
    nextStep(await accept(db, { ...input, locale: await getLocale() }, client), HOME),
);
