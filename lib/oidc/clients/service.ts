import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { type ClientRow, findClientRow, listClientRows } from "./store";

export type { ClientRow } from "./store";

/** Every application and program of a workspace that is on, by name. */
export const listClients = (db: Db, workspaceId: string): Promise<ClientRow[]> =>
  listClientRows(db, workspaceId);

/** One of them. Throws `not_found`. */
export async function getClient(db: Db, workspaceId: string, id: string): Promise<ClientRow> {
  const row = await findClientRow(db, workspaceId, id);
  if (!row) throw new AppError("not_found");
  return row;
}
