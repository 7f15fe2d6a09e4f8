import "server-only";
import { randomBytes } from "node:crypto";
import { open, type Sealed, seal } from "../core/crypto";

type Owner = { workspaceId: string; id: string };

const contextOf = ({ workspaceId, id }: Owner): string => `webhook ${workspaceId} ${id}`;

/** `whsec_` and 32 random bytes in base64 (Standard Webhooks asks for 24 to 64). */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

export const sealSecret = (secret: string, owner: Owner): Sealed => seal(secret, contextOf(owner));

export const openSecret = (sealed: Sealed, owner: Owner): string => open(sealed, contextOf(owner));
