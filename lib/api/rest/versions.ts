import { createHash } from "node:crypto";
import { AppError } from "../../core/errors";

/** A strong validator of a representation (RFC 9110 §8.8.3). */
export const etagOf = (value: unknown): string =>
  `"${createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 27)}"`;

const names = (header: string, etag: string): boolean =>
  header
    .split(",")
    .map((one) => one.trim())
    .some((one) => one === "*" || one === etag);

export const isUnchanged = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch !== null && names(ifNoneMatch, etag);

/** Throws `precondition_failed` where `If-Match` names another version than the one there is. */
export function requireVersion(ifMatch: string, current: unknown): void {
  if (!names(ifMatch, etagOf(current))) throw new AppError("precondition_failed");
}
