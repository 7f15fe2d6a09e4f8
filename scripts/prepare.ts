import { env, ownerUrl } from "../lib/core/env";
import { closeDatabase, database } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { vapidKeys } from "../lib/messaging/vapid";
import { listSigningKeys } from "../lib/oidc/keys/service";
import { isDemoDataPresent } from "../lib/workspaces/service";
import { seedDemo } from "./demo/seed";

/** Brings the database to the newest schema, makes what the installation keeps for itself and, in demo mode, fills it once. */
async function prepare(): Promise<void> {
  const { DATABASE_URL, DEMO } = env();
  await migrateDatabase(ownerUrl(), DATABASE_URL);
  if (process.argv.includes("--migrate-only")) return;
  await vapidKeys(database());
  await listSigningKeys(database());
  const hasDemo = await isDemoDataPresent(database());
  if (DEMO && !hasDemo) {
    await seedDemo(database());
    console.log("Filled the demo workspaces Acme and Globex");
  }
  if (!DEMO && hasDemo) {
    throw new Error(
      "This database holds the demo, whose passwords everybody knows. Clear it with `npm run admin -- demo clear`, or start with DEMO=1.",
    );
  }
}

try {
  await prepare();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeDatabase();
}
