import "server-only";
import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { isStandingOrSignedOut } from "../../identity/sessions/service";
import {
  type ArtifactRow,
  consumeArtifact,
  deleteArtifact,
  deleteArtifactsOfGrant,
  findArtifact,
  findArtifactByUserCode,
  type NewArtifact,
  storedId,
  upsertArtifact,
} from "./store";

/** Everything that is issued on a grant and dies with it. */
const ISSUED = ["AccessToken", "RefreshToken", "AuthorizationCode", "DeviceCode"];

/** What is known beside the payload of whatever is kept: by whom, for whom and on what proof. */
export type Surroundings = (
  kind: string,
  payload: AdapterPayload,
) => Promise<{
  columns: Pick<NewArtifact, "workspaceId" | "userId" | "sessionId" | "evidence" | "createdAt">;
  /** What is to be recorded in the same transaction. */
  record: ((tx: Db) => Promise<void>) | null;
}>;

/** What is to be recorded with the end of something that was kept; null: nothing. */
export type EndRecord = (row: ArtifactRow) => ((tx: Db) => Promise<void>) | null;

const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1_000);

/** The id that a holder presents is kept as its hash alone, so it is put back from what was asked for. */
const toPayload = (row: ArtifactRow, jti: string): AdapterPayload => ({
  ...row.payload,
  jti,
  ...(row.consumedAt ? { consumed: seconds(row.consumedAt) } : {}),
});

/** The provider's storage for one kind of thing. What counts is decided by the table's own statements and clock. */
export class ArtifactAdapter implements Adapter {
  constructor(
    readonly kind: string,
    readonly db: () => Db,
    readonly surroundings: Surroundings,
    readonly endRecord: EndRecord,
  ) {}

  async upsert(id: string, { jti: _, consumed: __, ...payload }: AdapterPayload, expiresIn?: number) {
    const { columns, record } = await this.surroundings(this.kind, payload);
    const row = {
      kind: this.kind,
      id,
      clientId: payload.clientId ?? null,
      grantId: payload.grantId ?? null,
      userCode: payload.userCode ?? null,
      payload: payload as Record<string, unknown>,
      expiresInSeconds: expiresIn,
      ...columns,
    };
    if (!record) return void (await upsertArtifact(this.db(), row));
    await inTransaction(this.db(), async (tx) => {
      await upsertArtifact(tx, row);
      await record(tx);
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const row = await findArtifact(this.db(), { kind: this.kind, id });
    if (!row || (this.kind === "Interaction" && row.consumedAt)) return undefined;
    return this.kind !== "AccessToken" || (await this.isBacked(row)) ? toPayload(row, id) : undefined;
  }

  /** An access token outlives that its user signed out where it was given for that; any other end of its session ends it. */
  async isBacked({ workspaceId, sessionId }: ArtifactRow): Promise<boolean> {
    if (workspaceId === null || sessionId === null) return true;
    return isStandingOrSignedOut(this.db(), { workspaceId, sessionId });
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const row = await findArtifactByUserCode(this.db(), userCode);
    return row ? toPayload(row, storedId(row)) : undefined;
  }

  /** Sessions are ours: see `SessionAdapter`. */
  async findByUid(): Promise<undefined> {}

  /**
   * Single use, decided by one statement. Whoever comes second kills what the first one got: one of the two is a thief
   * (RFC 9700 §2.1.1, §4.14.2).
   */
  async consume(id: string): Promise<void> {
    const key = { kind: this.kind, id };
    if (await consumeArtifact(this.db(), key)) return;
    const row = await findArtifact(this.db(), key);
    if (row?.grantId) await endGrant(this.db(), row.grantId);
    throw this.kind === "PushedAuthorizationRequest"
      ? new errors.InvalidRequestUri("already used")
      : new errors.InvalidGrant("already used");
  }

  async destroy(id: string): Promise<void> {
    const key = { kind: this.kind, id };
    // When it was asked is still of interest to the one that follows it
    if (this.kind === "Interaction") return void (await consumeArtifact(this.db(), key));
    await inTransaction(this.db(), async (tx) => {
      const row = await findArtifact(tx, key);
      if (row && (await deleteArtifact(tx, key))) await this.endRecord(row)?.(tx);
    });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await deleteArtifactsOfGrant(this.db(), [this.kind], grantId);
  }
}

/** Ends a grant: the provider refuses whatever is issued on one that is gone, also what is being issued this moment. */
export async function endGrant(db: Db, grantId: string): Promise<void> {
  await deleteArtifact(db, { kind: "Grant", id: grantId });
  await deleteArtifactsOfGrant(db, ISSUED, grantId);
}
