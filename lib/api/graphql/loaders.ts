import "server-only";
import { listMethodsOf } from "../../admin/methods";
import { listProfiles, type Profile } from "../../admin/profiles";
import type { CredentialRow } from "../../factors/service";
import { listPolicies, type PolicyRow } from "../../policy/policies";
import { actorFor, type Context } from "./context";

/** Gathers the keys that one level of an answer asks for and loads them together. */
export function makeLoader<V>(load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>) {
  let batch: { keys: Set<string>; found: Promise<ReadonlyMap<string, V>> } | null = null;
  return async (key: string): Promise<V | null> => {
    if (!batch) {
      const keys = new Set<string>();
      const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        batch = null;
        return load([...keys]);
      });
      batch = { keys, found };
    }
    batch.keys.add(key);
    return (await batch.found).get(key) ?? null;
  };
}

type Load<V> = (key: string) => Promise<V | null>;
export type Loaders = { profile: Load<Profile>; methods: Load<CredentialRow[]>; policy: Load<PolicyRow> };

const NO_SCOPES = { scopes: [] };

/** What nested fields read, each one statement or two for a whole level, within the visitor's workspace and reach. */
export function makeLoaders(context: Omit<Context, "loaders">): Loaders {
  const { db } = context;
  const actor = actorFor(context, NO_SCOPES);
  return {
    profile: makeLoader(async (userIds) => {
      const profiles = await listProfiles(db, actor, { userIds }, { after: null, limit: userIds.length });
      return new Map(profiles.map((profile) => [profile.user.id, profile]));
    }),
    methods: makeLoader((userIds) => listMethodsOf(db, actor, userIds)),
    policy: makeLoader(async () => {
      const rows = await listPolicies(db, actor.subject.workspace.id);
      return new Map(rows.map((row) => [row.id, row]));
    }),
  };
}
