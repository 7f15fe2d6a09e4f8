import "server-only";
import type { Db } from "../db/client";
import { addApp } from "../factors/testing";
import type { Actor } from "../flows/context";
import { ADMIN, makeUser, type Place, signedIn, storedProof } from "../identity/testing";
import { type ApplicationDetails, NEW_APPLICATION } from "./applications/schema";
import { REDIRECT_URI } from "./testing";

/** Somebody who may manage applications (or what `rights` say), with a second factor just proved. */
export async function makeManager(
  db: Db,
  place: Place,
  rights = ["manage_user_rights", "manage_applications"],
): Promise<Actor> {
  const user = await makeUser(db, place, { ...ADMIN, rights });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 9), storedProof("totp", 1)] });
}

/** What an administrator might say of an application. */
export const details = (part: Partial<ApplicationDetails> = {}): ApplicationDetails => ({
  ...NEW_APPLICATION,
  name: "Orders",
  redirectUris: [REDIRECT_URI],
  grants: ["authorization_code", "refresh_token"],
  ...part,
});
