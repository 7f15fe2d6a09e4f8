import "server-only";
import { z } from "@hono/zod-openapi";
import {
  countProfiles,
  findProfileByEmail,
  listProfiles,
  listSortedProfiles,
  type ProfileSearch,
} from "../../../admin/profiles";
import { AppError } from "../../../core/errors";
import type { UserSort } from "../../../policy/directory/terms";
import { readUserQuery } from "../../core/user-query";
import { type Call, type Operation, operation } from "../operation";
import { isKeyset, nameCursor, pageSchema, pagingQuery, readNameCursor, takeOf, windowOf } from "../paging";
import { selectionQuery } from "../selection";
import { userSchema } from "./schema";
import { toUser } from "./shape";

/** Auth0's way to name an order, for the orders that there are. */
const SORTS = {
  "name:1": "name",
  "name:-1": "-name",
  "created_at:1": "created",
  "created_at:-1": "-created",
  "last_login:1": "last_sign_in",
  "last_login:-1": "-last_sign_in",
} as const satisfies Record<string, UserSort>;

const querySchema = z.strictObject({
  ...pagingQuery,
  q: z.string().max(300).optional().openapi({
    description: 'A word in name or address, `email:"…"`, `user_id:"…"` or `name:…`',
  }),
  search_engine: z.literal("v3").optional(),
  sort: z
    .enum(Object.keys(SORTS) as [keyof typeof SORTS, ...(keyof typeof SORTS)[]])
    .optional()
    .openapi({ description: "With page numbers alone; by default `name:1`" }),
  ...selectionQuery,
});
type Query = z.output<typeof querySchema>;

async function searchOf({ db, actor }: Pick<Call, "db" | "actor">, q: string): Promise<ProfileSearch> {
  const query = readUserQuery(q);
  if (!query)
    throw new AppError("invalid_input", {
      fields: { q: 'Understood are words, email:"…", user_id:"…" and name:…' },
    });
  if (query.email === null)
    return { text: query.text, userIds: query.userId === null ? null : [query.userId] };
  const found = await findProfileByEmail(db, actor, query.email);
  return { text: "", userIds: found ? [found.user.id] : [] };
}

async function byPage({ db, actor }: Call, search: ProfileSearch, query: Query) {
  const { start, limit } = windowOf(query);
  const sort = SORTS[query.sort ?? "name:1"];
  const most = start + limit;
  const found =
    sort === "name"
      ? await listProfiles(db, actor, search, { after: null, limit: most })
      : await listSortedProfiles(db, actor, search, sort, most);
  const users = found.slice(start).map(toUser);
  if (!query.include_totals) return users;
  return { start, limit, length: users.length, total: await countProfiles(db, actor, search), users };
}

async function byKeyset({ db, actor }: Call, search: ProfileSearch, query: Query) {
  const take = takeOf(query);
  const found = await listProfiles(db, actor, search, { after: readNameCursor(query.from), limit: take + 1 });
  const page = found.slice(0, take);
  const last = found.length > take ? page.at(-1) : undefined;
  return {
    users: page.map(toUser),
    next: last ? nameCursor(last.user) : null,
  };
}

export const listUsersOperation: Operation = operation({
  method: "get",
  path: "/users",
  tag: "Users",
  summary: "List or search users",
  description:
    "By page number up to the first 1,000, or by `from` and `take` through everybody. In the order of the names, or by page number in another.",
  scopes: ["read:users"],
  query: querySchema,
  isSelectable: true,
  status: 200,
  answer: pageSchema(userSchema, "users"),
  run: async (call) => {
    const search = await searchOf(call, call.query.q ?? "");
    if (isKeyset(call.query) && call.query.sort !== undefined)
      throw new AppError("invalid_input", { fields: { sort: "from and take go by name" } });
    return isKeyset(call.query) ? byKeyset(call, search, call.query) : byPage(call, search, call.query);
  },
});
