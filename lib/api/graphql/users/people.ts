import "server-only";
import { countProfiles, countStatuses, type Profile } from "../../../admin/profiles";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { ROLES } from "../../../identity/core/rights";
import type { ShieldStatus } from "../../../policy/core/types";
import { nameCursor, readNameCursor } from "../../rest/paging";
import { listStretch, searchOf } from "../../rest/status/operations";
import { builder, guardExtensions } from "../builder";
import { connectionOf, lengthOf, type Page } from "../connection";
import { actorFor, type Guard, requireGuard } from "../context";
import { enumOf } from "../from-zod/enums";
import { operationAt } from "../operation-field";

type Args = {
  first?: number | null;
  after?: string | null;
  search?: string | null;
  status?: ShieldStatus | null;
  role?: string | null;
  policyId?: string | null;
};
type List = {
  name: string;
  type: string;
  node: unknown;
  operation: string;
  shape: (profile: Profile) => unknown;
};

const filtersOf = ({ search, role, policyId, status }: Args) => ({
  ...(search ? { q: search } : {}),
  ...(policyId ? { policy_id: policyId } : {}),
  ...(role ? { role } : {}),
  ...(status ? { status } : {}),
});

/** A list of people as a field of the root, narrowed as the Users page is. */
export function addPeople({ name, type, node, operation, shape }: List): void {
  const { scopes, summary } = operationAt(operation);
  const guard: Guard = { scopes };
  const Connection = connectionOf<unknown>(type, node, true);
  builder.queryField(name, (t) =>
    t.field({
      type: Connection,
      nullable: true,
      description: `${summary}, in the order of the names`,
      extensions: { ...guardExtensions(guard), operation },
      args: {
        first: t.arg.int({ description: "1 to 100, by default 50" }),
        after: t.arg.string(),
        search: t.arg.string({ description: "Any part of name or address" }),
        status: t.arg({ type: enumOf(SHIELD_STATUSES, "TwoFactorStatus") as never }),
        role: t.arg({ type: enumOf(ROLES, "Role") as never }),
        policyId: t.arg.id(),
      },
      resolve: async (_root, args, context): Promise<Page<unknown>> => {
        requireGuard(context.visitor, guard);
        const { db } = context;
        const actor = actorFor(context, guard);
        const limit = lengthOf(args.first);
        const filters = filtersOf(args as Args);
        const page = { after: readNameCursor(args.after, "after"), limit };
        const { profiles, next } = await listStretch({ db, actor }, filters, page);
        const { status } = filters;
        return {
          edges: profiles.map((profile) => ({ node: shape(profile), cursor: nameCursor(profile.user) })),
          hasNextPage: next !== null,
          count: async () =>
            status
              ? (await countStatuses(db, actor, searchOf(filters)))[status]
              : countProfiles(db, actor, searchOf(filters)),
        };
      },
    }),
  );
}
