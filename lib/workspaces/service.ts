import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";

export type { WorkspaceRow } from "./store";
export {
  deleteWorkspaces as removeWorkspaces,
  listDemoIds as listDemoWorkspaceIds,
  setWorkspace,
} from "./store";

import {
  findWorkspace,
  hasDemoWorkspace,
  insertWorkspace,
  listIds,
  lockWorkspace,
  type WorkspaceRow,
} from "./store";

/** Creates an empty workspace and returns its id. The caller adds its `Default` policy and its owner. */
export async function createWorkspace(db: Db, input: { name: string; isDemo?: boolean }): Promise<string> {
  const workspaceId = newId("workspace");
  const { name, isDemo = false } = input;
  // The demo's inbox receives every text message and question, so every method and country can be tried there.
  const open = isDemo ? { methods: ["passkey", "totp", "sms", "push"], smsCountries: ["*"] } : {};
  await insertWorkspace(db, { workspaceId, name, isDemo, ...open });
  return workspaceId;
}

/** Every workspace's id, for work that goes through all of them one by one. */
export const listWorkspaceIds = (db: Db): Promise<string[]> => listIds(db);

export async function getWorkspace(db: Db, workspaceId: string): Promise<WorkspaceRow> {
  const row = await findWorkspace(db, workspaceId);
  if (!row) throw new AppError("not_found");
  return row;
}

/** The workspace, locked until the transaction ends: what is saved about it is judged one after the other. */
export async function getLockedWorkspace(db: Db, workspaceId: string): Promise<WorkspaceRow> {
  const row = await lockWorkspace(db, workspaceId);
  if (!row) throw new AppError("not_found");
  return row;
}

/** True while demo rows exist: a start without demo mode refuses then. */
export const isDemoDataPresent = (db: Db): Promise<boolean> => hasDemoWorkspace(db);
