import { AppError } from "../../core/errors";

const MOST_KEY_CHARACTERS = 255;

/** The `Idempotency-Key` that was sent; null: none. Throws `invalid_input`. */
export function readIdempotencyKey(headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key === "" || (key !== null && key.length > MOST_KEY_CHARACTERS))
    throw new AppError("invalid_input", { fields: { "Idempotency-Key": "1 to 255 characters" } });
  return key;
}
