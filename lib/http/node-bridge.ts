import "server-only";
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";

/** Larger than any form that a listener behind the bridge reads. */
const MAX_BODY_BYTES = 64 * 1024;

/** Null: longer than anything that is read here, and not read to its end. */
async function readBody(request: Request): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toIncoming(request: Request, url: string, body: Buffer): IncomingMessage {
  const incoming = new IncomingMessage(new Socket());
  incoming.method = request.method;
  incoming.url = url;
  incoming.headers = Object.fromEntries(request.headers);
  incoming.push(body);
  incoming.push(null);
  return incoming;
}

function toHeaders(source: OutgoingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(source))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) headers.append(name, String(one));
  return headers;
}

/** A response that goes nowhere but into a `Response`. */
class CapturedResponse extends ServerResponse {
  readonly chunks: Buffer[] = [];

  override write(chunk: unknown): boolean {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) this.chunks.push(Buffer.from(chunk));
    return true;
  }

  override end(chunk?: unknown): this {
    if (this.finished) return this;
    this.write(chunk);
    this.finished = true;
    this.emit("finish");
    return this;
  }

  toResponse(): Response {
    const hasBody = ![204, 205, 304].includes(this.statusCode) && this.chunks.length > 0;
    const body = hasBody ? new Uint8Array(Buffer.concat(this.chunks)) : null;
    return new Response(body, { status: this.statusCode, headers: toHeaders(this.getHeaders()) });
  }
}

/** Answers a web request by a listener of Node's `http`. `url` is the path and query that the listener sees. */
export async function answerByNode(
  request: Request,
  url: string,
  listener: (req: IncomingMessage, res: ServerResponse) => Promise<unknown>,
): Promise<Response> {
  const body = await readBody(request);
  if (!body) return new Response(null, { status: 413 });
  const incoming = toIncoming(request, url, body);
  const captured = new CapturedResponse(incoming);
  await listener(incoming, captured);
  return captured.toResponse();
}
