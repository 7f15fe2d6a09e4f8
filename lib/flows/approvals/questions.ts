import "server-only";
import type { Client } from "../../core/client";
import { type Device, readDevice } from "../../core/device";
import { countryOf } from "../../core/place";
import type { Db } from "../../db/client";
import { readOrWait } from "../../db/signals";
import { type KnownDevice, listDevicesHere } from "./devices";
import { listOpenApprovals } from "./store";
import { questionTopic } from "./topics";

/** One question as a device shows it. `country` is ISO 3166-1 alpha-2, `askedAt` an ISO string. */
export type OpenQuestion = {
  id: string;
  credentialId: string;
  email: string;
  workspaceName: string;
  purpose: string;
  /** The application that the sign-in is for; null: Sallyport itself. */
  application: string | null;
  asker: Device | null;
  ip: string;
  country: string | null;
  askedAt: string;
  secondsLeft: number;
};

/** Which browser answers: its cookie of devices, and the session it is signed in with, if any. */
export type Answerer = { client: Client; sessionId: string | null };

/** What is asked of this browser now. What its own session asks is not among it: another device answers that. */
export async function listQuestions(db: Db, { client, sessionId }: Answerer): Promise<OpenQuestion[]> {
  const devices = await listDevicesHere(db, client);
  const lists = await Promise.all(devices.map((device) => questionsOf(db, device, sessionId)));
  // A browser that was paired twice for one person is asked once, by its newest key
  return [
    ...new Map(
      lists
        .flat()
        .toReversed()
        .map((question) => [question.id, question]),
    ).values(),
  ].sort((a, b) => a.askedAt.localeCompare(b.askedAt));
}

async function questionsOf(db: Db, device: KnownDevice, sessionId: string | null): Promise<OpenQuestion[]> {
  const rows = await listOpenApprovals(db, device);
  return rows
    .filter((row) => row.sessionId !== sessionId)
    .map(({ approval, purpose, secondsLeft }) => ({
      id: approval.id,
      credentialId: device.credential.id,
      email: device.email,
      workspaceName: device.workspaceName,
      purpose,
      application: approval.application,
      asker: readDevice(approval.userAgent),
      ip: approval.ip,
      country: countryOf(approval.ip),
      askedAt: approval.createdAt.toISOString(),
      secondsLeft,
    }));
}

/**
 * The same, as soon as it is something else than `seen` (their ids), or after a while. A browser that is nobody's device is
 * answered at once, whatever its cookie says: it takes no place of those who wait.
 */
export async function awaitQuestions(
  db: Db,
  answerer: Answerer,
  seen: readonly string[],
  gone?: AbortSignal,
): Promise<OpenQuestion[]> {
  const owners = (await listDevicesHere(db, answerer.client)).map(questionTopic);
  const [first] = owners;
  if (!first) return [];
  let last: OpenQuestion[] = [];
  const read = async () => {
    last = await listQuestions(db, answerer);
    return last.map(({ id }) => id).join() === seen.join() ? null : last;
  };
  return (await readOrWait(first, owners, read, { gone })) ?? last;
}
