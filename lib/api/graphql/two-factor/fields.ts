import "server-only";
import { findProfileByEmail, type Profile } from "../../../admin/profiles";
import { AppError } from "../../../core/errors";
import { builder, guardExtensions } from "../builder";
import { actorFor, type Context, type Guard, requireGuard } from "../context";
import { operationAt } from "../operation-field";
import { perform } from "../perform";

type Answer = { success: boolean; message: string; username: string; requires2fa: boolean | null };

const SetUser2faRequiredResult = builder.objectRef<Answer>("SetUser2faRequiredResult").implement({
  fields: (t) => ({
    success: t.exposeBoolean("success"),
    message: t.exposeString("message"),
    username: t.exposeString("username"),
    requires2fa: t.exposeBoolean("requires2fa", {
      nullable: true,
      description: "The user's own box, whatever else requires it",
    }),
  }),
});

const change = operationAt("put /mfa-requirements/users/{id}");

builder.mutationField("setUser2faRequired", (t) =>
  t.field({
    type: SetUser2faRequiredResult,
    nullable: true,
    description:
      "Ticks a user's `Require MFA` box, or unticks it, and nothing else. A user who is not there is an answer, no error.",
    extensions: guardExtensions(change),
    args: {
      username: t.arg.string({ required: true, description: "The address that the user signs in with" }),
      required: t.arg.boolean({ required: true }),
      dryRun: t.arg.boolean({ description: "Says what would be, and changes nothing" }),
    },
    resolve: async (_root, { username, required, dryRun }, context, info): Promise<Answer> => {
      requireGuard(context.visitor, change);
      const found = await findProfileByEmail(context.db, actorFor(context, change), username);
      if (!found)
        return { success: false, message: "There is no user of this name.", username, requires2fa: null };
      const { id, email } = found.user;
      const query = { dry_run: String(dryRun === true) };
      await perform(context, change, { params: { id }, query, body: { required } }, String(info.path.key));
      const done = required ? "is required of this user" : "is no longer required of this user by name";
      const message = `Two-factor authentication ${dryRun ? done.replace("is", "would be") : done}.`;
      return { success: true, message, username: email, requires2fa: required };
    },
  }),
);

type Status = { profile: Profile; passkeys: { createdAt: Date }[] };

const User2faStatus = builder.objectRef<Status>("User2faStatus").implement({
  fields: (t) => ({
    username: t.string({ resolve: ({ profile }) => profile.user.email }),
    subject: t.id({ description: "The user's id", resolve: ({ profile }) => profile.user.id }),
    requires2fa: t.boolean({
      description: "The user's own box, whatever else requires it",
      resolve: ({ profile }) => profile.user.requiredSince !== null,
    }),
    passkeyEnrolled: t.boolean({ resolve: ({ passkeys }) => passkeys.length > 0 }),
    passkeyCount: t.int({ resolve: ({ passkeys }) => passkeys.length }),
    passkeyEnrolledAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the first of them was added",
      resolve: ({ passkeys }) => passkeys.map(({ createdAt }) => createdAt.toISOString()).sort()[0] ?? null,
    }),
  }),
});

const reading: Guard = { scopes: ["read:mfa_status"] };

async function statusOf(context: Context, username: string): Promise<Status> {
  const profile = await findProfileByEmail(context.db, actorFor(context, reading), username);
  if (!profile) throw new AppError("not_found");
  const methods = (await context.loaders.methods(profile.user.id)) ?? [];
  return { profile, passkeys: methods.filter(({ kind }) => kind === "passkey") };
}

builder.queryField("user2faStatus", (t) =>
  t.field({
    type: User2faStatus,
    nullable: true,
    description: "The user's own box and their passkeys.",
    extensions: guardExtensions(reading),
    args: {
      username: t.arg.string({ required: true, description: "The address that the user signs in with" }),
    },
    resolve: (_root, { username }, context) => {
      requireGuard(context.visitor, reading);
      return statusOf(context, username);
    },
  }),
);
