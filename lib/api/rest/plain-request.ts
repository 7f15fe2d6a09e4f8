import "server-only";
import { AppError } from "../../core/errors";

const MOST_BYTES = 64 * 1_024;

/** What was sent, at most so much of it; null: nothing. Throws `payload_too_large` without reading on. */
async function readBody({ body }: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!body) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw new AppError("payload_too_large");
    chunks.push(chunk);
  }
  return length > 0 ? new Uint8Array(Buffer.concat(chunks)) : null;
}

/**
 * A request of the platform's own class, its body read: Next hands over one of its own, which cannot be copied, and a body
 * that is announced and never comes.
 */
export async function plainRequest(request: Request): Promise<Request> {
  const body = request.method === "GET" || request.method === "HEAD" ? null : await readBody(request);
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, body, signal });
}
