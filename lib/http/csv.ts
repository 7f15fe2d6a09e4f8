import "server-only";
import { stringify } from "csv-stringify/sync";

/** No spreadsheet takes a cell for a formula (OWASP CSV injection). */
const write = (cells: readonly string[]): string => stringify([cells], { escape_formulas: true });

/**
 * A CSV file that is written while its rows are found, so that any number of them needs no memory. The first mark tells
 * spreadsheets that it is UTF-8.
 */
export function csvResponse(
  fileName: string,
  header: readonly string[],
  rows: AsyncGenerator<readonly string[]>,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(`\uFEFF${write(header)}`)),
    pull: async (controller) => {
      const { value, done } = await rows.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(write(value)));
    },
    cancel: () => void rows.return(undefined),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
}
