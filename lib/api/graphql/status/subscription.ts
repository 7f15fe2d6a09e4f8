import "server-only";
import { statusTopic } from "../../../audit/core/events";
import { ID_PREFIXES } from "../../../core/ids";
import { hearings } from "../../../db/signals";
import { toStatus } from "../../rest/status/operations";
import { builder, guardExtensions } from "../builder";
import { type Context, type Guard, requireGuard } from "../context";
import { makeLoaders } from "../loaders";
import { UserStatus } from "./fields";
import { holdingPlace } from "./places";

/** How long a subscription that hears nothing trusts that its token still holds. */
const TRUST_MS = 15_000;
/** How long one lasts at most: a person's session is held open by nothing but themselves. */
const LONGEST_MS = 3_600_000;

type Change = { cause: string; user: Record<string, unknown> | null; at: string };

const StatusChange = builder.objectRef<Change>("TwoFactorStatusChange").implement({
  fields: (t) =>
    ({
      cause: t.exposeString("cause", { description: "What happened, in the words of the audit log" }),
      user: t.field({
        type: UserStatus,
        nullable: true,
        description: "How the user stands now; null where it falls on everybody of a policy or the workspace",
        resolve: ({ user }: Change) => user,
      } as never),
      at: t.field({ type: "DateTime", resolve: ({ at }) => at }),
    }) as never,
});

const guard: Guard = { scopes: ["read:mfa_status"] };
const isUser = (id: string): boolean => id.startsWith(`${ID_PREFIXES.user}_`);

/** Each happening once it is done, as it stands then. Ends with the token or the session. */
async function* changesOf(
  context: Context,
  hearing: AsyncGenerator<string[]>,
  userId: string | null,
): AsyncGenerator<Change> {
  const until = performance.now() + LONGEST_MS;
  for await (const heard of hearing) {
    if (performance.now() > until) return;
    const visitor = await context.again();
    requireGuard(visitor, guard);
    const { profile } = makeLoaders({ ...context, visitor });
    for (const happening of heard) {
      const [cause = "", target = ""] = happening.split(" ");
      if (userId !== null && isUser(target) && target !== userId) continue;
      const found = isUser(target) ? await profile(target) : null;
      // Who is out of the caller's reach is not spoken of
      if (isUser(target) && !found) continue;
      const user = found && (toStatus(found) as Record<string, unknown>);
      yield { cause, user, at: (found?.subject.facts.now ?? new Date()).toISOString() };
    }
  }
}

builder.subscriptionField("twoFactorStatusChanged", (t) =>
  t.field({
    type: StatusChange,
    nullable: true,
    description:
      "What may have changed how somebody stands, as it happens. It ends with the token and after an hour. What happens while the connection is lost stands in `logs`. Takes `read:mfa_status`.",
    extensions: guardExtensions(guard),
    args: { userId: t.arg.id({ description: "Of this user, and of what falls on many" }) },
    subscribe: (_root, { userId }, context) => {
      requireGuard(context.visitor, guard);
      const { clientId, workspace } = context.visitor.caller;
      const hearing = hearings(statusTopic(workspace.id), context.gone, { ms: TRUST_MS });
      return holdingPlace(clientId, () => changesOf(context, hearing, userId ?? null));
    },
    resolve: (change) => change,
  }),
);
