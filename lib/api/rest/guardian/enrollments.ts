import "server-only";
import { z } from "@hono/zod-openapi";
import { getMethod, listUserMethods } from "../../../admin/methods";
import { findProfileByEmail } from "../../../admin/profiles";
import { AppError } from "../../../core/errors";
import type { CredentialRow } from "../../../factors/service";
import { emailSchema } from "../../../identity/core/email";
import type { FactorKind } from "../../../policy/core/types";
import { removeUserMethod } from "../../../recovery/remove-method";
import { issueSetupLink } from "../../../recovery/setup-link";
import { reasonQuery } from "../methods/schema";
import { type Call, type Operation, operation } from "../operation";
import { userIdParams } from "../users/schema";
import { enrollableNames, factorNameOf, kindOfFactor } from "./factors";

const tag = "Guardian";

const ticketSchema = z
  .strictObject({
    user_id: z.string().max(64).optional(),
    email: emailSchema
      .optional()
      .openapi({ description: "In place of `user_id`; the ticket is mailed to the user's own address." }),
    send_mail: z.boolean().default(false),
    email_locale: z.string().max(35).optional(),
    factor: z.enum(enrollableNames as [string, ...string[]]).optional(),
    allow_multiple_enrollments: z.boolean().optional(),
  })
  .refine(({ user_id: id, email }) => (id === undefined) !== (email === undefined), {
    message: "Either user_id or email",
    path: ["user_id"],
  })
  .openapi("EnrollmentTicketRequest");

const ticket = operation({
  method: "post",
  path: "/guardian/enrollments/ticket",
  tag,
  summary: "Make an enrolment ticket",
  description:
    "A link by which the user sets up a second factor: once, for 5 days. It opens nothing by itself: they sign in first, with a challenge where there is a factor. A newer ticket voids it, and so does a password reset.",
  scopes: ["create:guardian_enrollment_tickets"],
  body: ticketSchema,
  status: 201,
  answer: z.object({ ticket_id: z.string(), ticket_url: z.url() }).openapi("EnrollmentTicket"),
  errors: ["not_found", "method_not_available", "already_done"],
  run: async (call) => {
    const { db, actor, body } = call;
    const factor = body.factor === undefined ? null : kindOfFactor(body.factor as "otp");
    const userId = await userOf(call, body);
    if (!body.allow_multiple_enrollments) await requireNoneYet(call, userId);
    const { send_mail: isMailed, email_locale: locale } = body;
    const { url } = await issueSetupLink(db, actor, { userId, factor, isMailed, locale });
    return { ticket_id: url.slice(url.lastIndexOf("/") + 1), ticket_url: url };
  },
});

async function requireNoneYet({ db, actor }: Pick<Call, "db" | "actor">, userId: string): Promise<void> {
  if ((await listUserMethods(db, actor, userId)).length === 0) return;
  const what = "There is a second factor already; send true to have another set up";
  throw new AppError("already_done", { fields: { allow_multiple_enrollments: what } });
}

async function userOf(
  { db, actor }: Pick<Call, "db" | "actor">,
  { user_id: userId, email = "" }: { user_id?: string; email?: string },
): Promise<string> {
  if (userId !== undefined) return userId;
  const found = await findProfileByEmail(db, actor, email);
  if (!found) throw new AppError("not_found");
  return found.user.id;
}

const enrollmentSchema = z
  .object({
    id: z.string(),
    status: z.literal("confirmed"),
    type: z.enum(["authenticator", "sms", "pn", "webauthn"]),
    name: z.string(),
    auth_method: z.string(),
    enrolled_at: z.iso.datetime(),
    last_auth: z.iso.datetime().nullable(),
  })
  .openapi("Enrollment");

const TYPES: Record<FactorKind, z.input<typeof enrollmentSchema>["type"]> = {
  passkey: "webauthn",
  totp: "authenticator",
  sms: "sms",
  push: "pn",
};

const toEnrollment = (row: CredentialRow): z.input<typeof enrollmentSchema> => ({
  id: row.id,
  status: "confirmed",
  type: TYPES[row.kind as FactorKind],
  name: row.label,
  auth_method: factorNameOf(row.kind as FactorKind) ?? row.kind,
  enrolled_at: row.createdAt.toISOString(),
  last_auth: row.lastUsedAt?.toISOString() ?? null,
});

const list = operation({
  method: "get",
  path: "/users/{id}/enrollments",
  tag,
  summary: "List a user's enrolments",
  scopes: ["read:guardian_enrollments"],
  params: userIdParams,
  status: 200,
  answer: z.array(enrollmentSchema),
  run: async ({ db, actor, params }) => (await listUserMethods(db, actor, params.id)).map(toEnrollment),
});

const oneParams = z.strictObject({ id: z.string().max(64) });
const onePath = "/guardian/enrollments/{id}";

const getOne = operation({
  method: "get",
  path: onePath,
  tag,
  summary: "Get an enrolment",
  scopes: ["read:guardian_enrollments"],
  params: oneParams,
  status: 200,
  answer: enrollmentSchema,
  run: async ({ db, actor, params }) => toEnrollment(await getMethod(db, actor, params.id)),
});

const remove = operation({
  method: "delete",
  path: onePath,
  tag,
  summary: "Remove an enrolment",
  description:
    "By the rules of a reset: mailed, audited, and every session of the user ends. The last one is a reset.",
  scopes: ["delete:guardian_enrollments"],
  params: oneParams,
  query: reasonQuery,
  status: 204,
  errors: ["removed_together", "missing_right"],
  run: async ({ db, actor, params, query }) => {
    const { userId, id: credentialId } = await getMethod(db, actor, params.id);
    await removeUserMethod(db, actor, { userId, credentialId, ...query });
  },
});

export const enrollmentOperations: Operation[] = [ticket, list, getOne, remove];
