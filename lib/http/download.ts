import "server-only";

/**
 * An answer that is kept as a file and sent piece by piece, no faster than it is taken. The first piece is made before anything
 * is answered: what goes wrong until then is an error like any other.
 */
export async function downloadOf(
  pieces: AsyncGenerator<string>,
  { type, name }: { type: string; name: string },
): Promise<Response> {
  const first = await pieces.next();
  let isFirst = true;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = isFirst ? first : await pieces.next();
      isFirst = false;
      if (piece.done) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
