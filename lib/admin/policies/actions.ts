"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { extendDeadline as extend } from "./deadlines";
import { checkImport as check, importMembers as importAll } from "./import";
import { previewMove as foresee, previewPolicy as preview } from "./preview";
import { createPolicy as create, deletePolicy as remove, savePolicy as save } from "./save";
import { policySettingsSchema as settings } from "./schema";

const id = z.string().max(64);
const moment = z.iso.datetime().transform((text) => new Date(text));
const right = "manage_user_rights";
const file = z.strictObject({ policyId: id, csv: z.string().min(1).max(900_000) });

export const createPolicy = userAction(
  { right, input: z.strictObject({ settings }) },
  async ({ db, actor }, input) => ({ policyId: await create(db, actor, input.settings) }),
);

/** What saving would do to whom, and what becomes stricter or looser; changes nothing. */
export const previewPolicy = userAction(
  { right, input: z.strictObject({ policyId: id, settings }) },
  ({ db, actor }, input) => preview(db, actor, input),
);

/** `seen` is what the page showed when the change began. */
export const savePolicy = userAction(
  {
    right,
    input: z.strictObject({ policyId: id, seen: settings, settings, extendUntil: moment.nullish() }),
  },
  async ({ db, actor }, { extendUntil = null, ...input }) => {
    await save(db, actor, { ...input, extendUntil });
    return {};
  },
);

/** What moving these users would do to them; changes nothing. */
export const previewMove = userAction(
  { right, input: z.strictObject({ userIds: z.array(id).min(1).max(200), policyId: id }) },
  ({ db, actor }, input) => foresee(db, actor, input),
);

export const deletePolicy = userAction(
  { right, input: z.strictObject({ policyId: id, moveTo: id.nullable() }) },
  async ({ db, actor }, input) => {
    await remove(db, actor, input);
    return {};
  },
);

/** What a file of addresses or ids would do, row by row; changes nothing. */
export const checkImport = userAction({ right, input: file }, ({ db, actor }, input) =>
  check(db, actor, input),
);

export const importMembers = userAction({ right, input: file }, ({ db, actor }, input) =>
  importAll(db, actor, input),
);

export const extendDeadline = userAction(
  { right, input: z.strictObject({ userId: id, until: moment }) },
  async ({ db, actor }, input) => {
    await extend(db, actor, input);
    return {};
  },
);
