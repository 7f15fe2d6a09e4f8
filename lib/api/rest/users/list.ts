import "server-only";
import { z } from "@hono/zod-openapi";
import { countProfiles, findProfileByEmail, listProfiles, type ProfileSearch } from "../../../admin/profiles";
import { AppError } from "../../../core/errors";
import { readUserQuery } from "../../core/user-query";
import { type Call, type Operation, operation } from "../operation";
import { isKeyset, nameCursor, pageSchema, pagingQuery, readNameCursor, takeOf, windowOf } from "../paging";
import { userSchema } from "./schema";
import { toUser } from "./shape";

const querySchema = z.strictObject({
  ...pagingQuery,
  q: z.string().max(300).optional().openapi({
    description: 'A word in name or address, `email:"…"`, `user_id:"…"` or `name:…`',
  }),
  search_engine: z.literal("v3").optional(),
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
  const found = await listProfiles(db, actor, search, { after: null, limit: start + limit });
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
    "By page number up to the first 1,000, or by `from` and `take` through everybody. In the order of the names.",
  scopes: ["read:users"],
  query: querySchema,
  status: 200,
  answer: pageSchema(userSchema, "users"),
  run: async (call) => {
    const search = await searchOf(call, call.query.q ?? "");
    return isKeyset(call.query) ? byKeyset(call, search, call.query) : byPage(call, search, call.query);
  },
});
