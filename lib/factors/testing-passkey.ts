import "server-only";
import { createHash, createPrivateKey, sign } from "node:crypto";
import WebAuthnEmulator, {
  AuthenticatorEmulator,
  PasskeysCredentialsMemoryRepository,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "nid-webauthn-emulator";
import type { Assertion } from "./passkey";

export const ORIGIN = "http://localhost:3000";
/** Bits of the authenticator data's flags (WebAuthn L3 §6.1). */
export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40 };

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const bytesOf = (source: BufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest();

/** What an attacker, a broken browser or a copied key would change. */
export type Forgery = {
  origin?: string;
  type?: string;
  challenge?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  rpId?: string;
  flags?: number;
  counter?: number;
  userHandle?: string | null;
  /** Signs with another key. */
  privateKey?: Uint8Array;
};

/** An authenticator with its passkeys; by default it verifies its user and counts. */
export function makeDevice(
  options: { userVerified?: boolean; counts?: boolean; algorithm?: "ES256" | "RS256" | "EdDSA" } = {},
) {
  const repository = new PasskeysCredentialsMemoryRepository();
  const authenticator = new AuthenticatorEmulator({
    algorithmIdentifiers: [options.algorithm ?? "ES256"],
    verifications: { userPresent: true, userVerified: options.userVerified ?? true },
    signCounterIncrement: options.counts === false ? 0 : 1,
    credentialsRepository: repository,
    ...(options.userVerified === false
      ? {
          userMakeCredentialInteraction: () => ({ options: { uv: false, up: true } }),
          userGetAssertionInteraction: () => ({ options: { uv: false, up: true } }),
        }
      : {}),
  });
  const emulator = new WebAuthnEmulator(authenticator);
  const only = () => {
    const [held] = repository.loadCredentials();
    if (!held) throw new Error("this device has no passkey");
    return held;
  };

  return {
    id: () => encode(bytesOf(only().publicKeyCredentialSource.id)),
    privateKey: () => only().publicKeyCredentialSource.privateKey,

    create: (given: unknown, origin = ORIGIN) =>
      emulator.createJSON(origin, given as PublicKeyCredentialCreationOptionsJSON),

    get: (given: unknown): Assertion =>
      emulator.getJSON(ORIGIN, given as PublicKeyCredentialRequestOptionsJSON) as unknown as Assertion,

    /** A signed answer that differs from an honest one in what is given, and in nothing else. */
    forge(given: unknown, forgery: Forgery = {}): Assertion {
      const { challenge } = given as { challenge: string };
      const held = only();
      const clientData = Buffer.from(
        JSON.stringify({
          type: forgery.type ?? "webauthn.get",
          challenge: forgery.challenge ?? challenge,
          origin: forgery.origin ?? ORIGIN,
          ...(forgery.crossOrigin === undefined ? {} : { crossOrigin: forgery.crossOrigin }),
          ...(forgery.topOrigin === undefined ? {} : { topOrigin: forgery.topOrigin }),
        }),
      );
      const { UP, UV, BE, BS } = FLAGS;
      const counter = Buffer.alloc(4);
      counter.writeUInt32BE(forgery.counter ?? held.authenticatorData.signCount + 1);
      const data = Buffer.concat([
        sha256(forgery.rpId ?? "localhost"),
        Buffer.from([forgery.flags ?? UP | UV | BE | BS]),
        counter,
      ]);
      const key = createPrivateKey({
        format: "der",
        type: "pkcs8",
        key: Buffer.from(forgery.privateKey ?? held.publicKeyCredentialSource.privateKey),
      });
      const signature = sign("sha256", Buffer.concat([data, sha256(clientData)]), key);
      const handle = forgery.userHandle === undefined ? encode(bytesOf(held.user.id)) : forgery.userHandle;
      return {
        id: this.id(),
        rawId: this.id(),
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: encode(clientData),
          authenticatorData: encode(data),
          signature: encode(signature),
          ...(handle === null ? {} : { userHandle: handle }),
        },
      };
    },
  };
}

export type Device = ReturnType<typeof makeDevice>;

type Registration = ReturnType<Device["create"]>;

/** A registration with other authenticator data (attestation `none` is not signed). */
export function patchRegistration(
  registration: Registration,
  patch: (authData: Buffer) => Buffer,
): Registration {
  const authData = patch(Buffer.from(registration.response.authenticatorData, "base64url"));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(authData.length);
  const text = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
  // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
  const object = Buffer.concat([
    Buffer.from([0xa3]),
    ...[text("fmt"), text("none"), text("attStmt"), Buffer.from([0xa0]), text("authData")],
    ...[Buffer.from([0x59]), length, authData],
  ]);
  return { ...registration, response: { ...registration.response, attestationObject: encode(object) } };
}

/** A registration that claims another credential id. */
export function claimId(registration: Registration, id: Buffer): Registration {
  const patched = patchRegistration(registration, (data) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    return Buffer.concat([data.subarray(0, 53), length, id, data.subarray(55 + data.readUInt16BE(53))]);
  });
  return { ...patched, id: encode(id), rawId: encode(id) };
}

/** A registration whose client data says something else. */
export function patchClientData(registration: Registration, set: Record<string, unknown>): Registration {
  const said = JSON.parse(Buffer.from(registration.response.clientDataJSON, "base64url").toString("utf8"));
  const clientDataJSON = encode(Buffer.from(JSON.stringify({ ...said, ...set })));
  return { ...registration, response: { ...registration.response, clientDataJSON } };
}
