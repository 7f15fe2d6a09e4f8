import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(process.cwd(), process.env.NEXT_DIST_DIR ?? ".next", "server");
const readManifest = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), "utf8")) as T;

type ActionEntry = { filename?: string; exportedName?: string; workers: Record<string, unknown> };

const references = readManifest<{ node: Record<string, ActionEntry>; edge: Record<string, ActionEntry> }>(
  "server-reference-manifest.json",
);

export type BuiltAction = { id: string; name: string; file: string; page: string };

/** `app/(auth)/sign-in/page` → `/sign-in`. */
export const addressOf = (entry: string): string =>
  `/${entry
    .replace(/^app\//, "")
    .split("/")
    .filter(
      (part) =>
        !/^\(.*\)$/.test(part) && !part.startsWith("@") && part !== "page" && part !== "route" && part !== "",
    )
    .join("/")}`;

/** A page that holds the action, since another would pass the call on and lose the cookies of its answer. */
const pageOf = (workers: string[]): string =>
  addressOf(workers.find((worker) => !worker.includes("[")) ?? workers[0] ?? "app/sign-in/page").replace(
    /\[[^\]]+\]/g,
    "any",
  );

/** Every server action of the build, from its own manifest. */
export const builtActions: BuiltAction[] = Object.entries({ ...references.node, ...references.edge }).map(
  ([id, entry]) => ({
    id,
    name: entry.exportedName ?? "",
    file: entry.filename ?? "",
    page: pageOf(Object.keys(entry.workers)),
  }),
);

export function actionReference(name: string): BuiltAction {
  const found = builtActions.find((action) => action.name === name);
  if (!found) throw new Error(`the build has no action ${name}`);
  return found;
}

/** Every page and route of the build, by the address it answers at: from both of its path manifests. */
export const builtRoutes: { entry: string; address: string; isPage: boolean }[] = [
  ...new Set([
    ...Object.keys(readManifest<Record<string, string>>("app-paths-manifest.json")),
    ...Object.keys(readManifest<Record<string, string>>("pages-manifest.json")),
  ]),
].map((entry) => ({ entry, address: addressOf(entry), isPage: !entry.endsWith("/route") }));
