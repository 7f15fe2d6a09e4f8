import { z } from "zod";
import { oneLine } from "../../identity/core/name";
import { findAddressProblem, findOriginProblem } from "../core/addresses";
import { isLogo } from "../core/logo";

export const KINDS = ["web", "native"] as const;
/** What a person's application may be given tokens by; `authorization_code` is signing in by a browser. */
export const GRANTS = [
  "authorization_code",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:device_code",
] as const;
export type Grant = (typeof GRANTS)[number];
export const ACRS = ["aal2", "phr"] as const;

/** So many addresses of one kind, each so long. */
export const MOST_ADDRESSES = 20;
const LONGEST_ADDRESS = 500;

const address = z.string().max(LONGEST_ADDRESS);
const safe = address.refine((text) => findAddressProblem(text) === null);
const list = <S extends z.ZodType>(one: S) => z.array(one).max(MOST_ADDRESSES);
/** RFC 6749 §3.3 */
const scope = z
  .string()
  .max(100)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/);

const needsOne = (input: { grants: readonly Grant[]; redirectUris: readonly string[] }): boolean =>
  !input.grants.includes("authorization_code") || input.redirectUris.length > 0;

/** Refreshing goes on with something that was given first. */
const hasBeginning = ({ grants }: { grants: readonly Grant[] }): boolean =>
  grants.some((grant) => grant !== "refresh_token");

/** What an administrator says of an application. `logo`: a picture as a `data:` address. */
export const detailsSchema = z
  .strictObject({
    name: oneLine(60),
    kind: z.enum(KINDS),
    logo: z.string().max(60_000).refine(isLogo).nullable(),
    homeUri: safe.nullable(),
    redirectUris: list(address),
    postLogoutUris: list(address),
    backchannelLogoutUri: safe.nullable(),
    corsOrigins: list(address.refine((text) => findOriginProblem(text) === null)),
    grants: z.array(z.enum(GRANTS)).min(1).max(GRANTS.length),
    scopes: z.array(scope).min(1).max(50),
    isFirstParty: z.boolean(),
    defaultAcr: z.enum(ACRS).nullable(),
  })
  .refine(needsOne, { path: ["redirectUris"] })
  .refine(hasBeginning, { path: ["grants"] })
  .superRefine(({ kind, redirectUris, postLogoutUris }, ctx) => {
    for (const [path, uris] of Object.entries({ redirectUris, postLogoutUris }))
      if (uris.some((uri) => findAddressProblem(uri, kind) !== null))
        ctx.addIssue({ code: "custom", path: [path] });
  });

export type ApplicationDetails = z.output<typeof detailsSchema>;

/** As a new application begins. */
export const NEW_APPLICATION: ApplicationDetails = {
  name: "",
  kind: "web",
  logo: null,
  homeUri: null,
  redirectUris: [],
  postLogoutUris: [],
  backchannelLogoutUri: null,
  corsOrigins: [],
  grants: ["authorization_code"],
  scopes: ["openid", "profile", "email", "offline_access"],
  isFirstParty: true,
  defaultAcr: null,
};
