import "server-only";
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import { z } from "zod";
import { newId } from "../core/ids";
import type { Amr } from "../policy/core/types";
import { type Credential, type Factor, type FactorContext, FLOW_LIMITS, reject } from "./factor";
import { providerOf } from "./passkey-provider";

/** EdDSA, ES256, RS256: what current authenticators speak; anything else is refused (WebAuthn L3 §7.1 step 20). */
const ALGORITHMS = [-8, -7, -257];
/** WebAuthn L3 §7.1 step 25. */
const MAX_ID_BYTES = 1_023;
export const PASSKEY_TIMEOUT_MS = 5 * 60_000;

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(20_000);
const common = { id: base64url, rawId: base64url, type: z.literal("public-key") };
const extensions = z.record(z.string(), z.unknown()).default({});

export const registrationSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
  clientExtensionResults: extensions,
  authenticatorAttachment: z.string().optional(),
});

export const assertionSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
  clientExtensionResults: extensions,
  authenticatorAttachment: z.string().optional(),
});

export type Assertion = z.infer<typeof assertionSchema>;

const setupSchema = z.object({ response: registrationSchema });
const proofSchema = z.object({ response: assertionSchema });
const stateSchema = z.object({ challenge: z.string() });
const dataSchema = z.object({
  webauthnId: z.string(),
  publicKey: z.string(),
  transports: z.array(z.string()),
  aaguid: z.string(),
  deviceType: z.enum(["singleDevice", "multiDevice"]),
  backedUp: z.boolean(),
});

const descriptor = (credential: Credential) => {
  const { webauthnId, transports } = dataSchema.parse(credential.data);
  return { id: webauthnId, transports: transports as AuthenticatorTransport[] };
};

const amrOf = (deviceType: "singleDevice" | "multiDevice", userVerified: boolean): Amr[] => [
  deviceType === "singleDevice" ? "hwk" : "swk",
  ...(userVerified ? (["user"] as const) : []),
];

// WebAuthn L3 §7.1 steps 10–11, §7.2 steps 13–14: no page in a frame of another site may ask for us
function isFramed(clientDataJSON: string): boolean {
  const data = decodeClientDataJSON(clientDataJSON) as { crossOrigin?: boolean; topOrigin?: string };
  return data.crossOrigin === true || data.topOrigin !== undefined;
}

/**
 * Judges one assertion against one credential: challenge, type, origin, RP ID, presence, signature, flags, counter
 * (WebAuthn L3 §7.2). User verification is read, not demanded: what it is worth is decided elsewhere.
 */
export async function judgeAssertion(
  rp: FactorContext["rp"],
  challenge: string,
  credential: Credential,
  response: Assertion,
) {
  const data = dataSchema.parse(credential.data);
  try {
    if (isFramed(response.response.clientDataJSON)) return reject("proof_rejected");
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: false, // UV=0 is one factor, not none: `assurance` weighs it
      credential: {
        id: data.webauthnId,
        publicKey: new Uint8Array(Buffer.from(data.publicKey, "base64url")),
        counter: 0, // compared below, after the signature, so that nobody without the key can make it suspect
      },
    });
    if (!verified) return reject("proof_rejected");
    // §7.2 step 19: backup eligibility never changes
    if (info.credentialDeviceType !== data.deviceType) return reject("proof_rejected");
    // §6.1.1: a counter that does not rise may mean a copied authenticator
    const isCounting = info.newCounter > 0 || credential.counter > 0;
    if (isCounting && info.newCounter <= credential.counter) {
      return { ...reject("credential_suspect"), suspectCredentialId: credential.id };
    }
    return {
      ok: true as const,
      credentialId: credential.id,
      counter: info.newCounter,
      amr: amrOf(info.credentialDeviceType, info.userVerified),
      userVerified: info.userVerified,
      data: { ...data, backedUp: info.credentialBackedUp },
    };
  } catch {
    return reject("proof_rejected");
  }
}

export const passkey: Factor<z.infer<typeof setupSchema>, z.infer<typeof proofSchema>> = {
  kind: "passkey",
  amr: ["swk"],
  assurance: "phr",
  phishingResistant: true,
  isSingleAnswer: true,
  ...FLOW_LIMITS,
  lifetimeSeconds: PASSKEY_TIMEOUT_MS / 1_000,
  setupSchema,
  proofSchema,

  async beginEnroll(ctx, existing) {
    const options = await generateRegistrationOptions({
      rpName: ctx.rp.name,
      rpID: ctx.rp.id,
      userID: new Uint8Array(Buffer.from(ctx.user.webauthnHandle, "base64url")),
      userName: ctx.user.email,
      userDisplayName: ctx.user.name,
      attestationType: "none",
      timeout: PASSKEY_TIMEOUT_MS,
      excludeCredentials: existing.map(descriptor),
      authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return { state: { challenge: options.challenge }, present: { options } };
  },

  async finishEnroll(ctx, state, { response }) {
    try {
      if (isFramed(response.response.clientDataJSON)) return reject("proof_rejected");
      const result = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: stateSchema.parse(state).challenge,
        expectedOrigin: ctx.rp.origin,
        expectedRPID: ctx.rp.id,
        requireUserVerification: false, // stored with the proof; see above
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (!result.verified) return reject("proof_rejected");
      const info = result.registrationInfo;
      if (Buffer.from(info.credential.id, "base64url").length > MAX_ID_BYTES) return reject("proof_rejected");
      return {
        ok: true,
        id: newId("credential"),
        label: providerOf(info.aaguid) ?? "",
        data: {
          webauthnId: info.credential.id,
          publicKey: Buffer.from(info.credential.publicKey).toString("base64url"),
          transports: response.response.transports ?? [],
          aaguid: info.aaguid,
          deviceType: info.credentialDeviceType,
          backedUp: info.credentialBackedUp,
        },
        counter: info.credential.counter,
        webauthnId: info.credential.id,
        userVerified: info.userVerified,
        amr: amrOf(info.credentialDeviceType, info.userVerified),
      };
    } catch {
      return reject("proof_rejected");
    }
  },

  async beginChallenge(ctx, credentials) {
    const options = await generateAuthenticationOptions({
      rpID: ctx.rp.id,
      allowCredentials: credentials.map(descriptor),
      userVerification: "preferred",
      timeout: PASSKEY_TIMEOUT_MS,
    });
    return { state: { challenge: options.challenge }, present: { options } };
  },

  async verify(ctx, state, credentials, { response }) {
    const credential = credentials.find((own) => descriptor(own).id === response.id);
    // §7.2 step 6: the credential is the user's, and the handle, where given, names the user
    if (!credential) return reject("proof_rejected");
    const handle = response.response.userHandle;
    if (handle !== undefined && handle !== ctx.user.webauthnHandle) return reject("proof_rejected");
    return judgeAssertion(ctx.rp, stateSchema.parse(state).challenge, credential, response);
  },
};
