import "server-only";
import type { z } from "zod";
import { takeFreshProof } from "../context/require";
import { AppError } from "../core/errors";
import { streamOf } from "../core/stream";
import type { Right } from "../identity/core/rights";
import type { SessionSubject } from "../policy/facts";
import { parseQuery } from "./query";
import { apiRoute, type RouteContext } from "./route";

export type Download = { pieces: AsyncGenerator<string>; type: string; name: string };

/** A file by its pieces, sent as they are made and no faster than they are taken. */
const answerWith = ({ pieces, type, name }: Download): Response =>
  new Response(streamOf(pieces), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });

/**
 * The first piece is made before anything is answered: what goes wrong until then is an error like any other.
 */
async function begun(pieces: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const first = await pieces.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* pieces;
  })();
}

/** A file by a POST, since it is recorded, for who has the right and proved themselves just now. */
export function downloadRoute<S extends z.ZodType>(
  { right, query }: { right: Right; query: S },
  make: (asked: z.output<S>, ctx: RouteContext<SessionSubject>) => Promise<Download>,
) {
  return {
    POST: apiRoute({ right }, async (request, ctx) => {
      const asked = parseQuery(request, query);
      await takeFreshProof(ctx.db, ctx.subject, { level: "own" });
      const { pieces, ...rest } = await make(asked, ctx);
      return answerWith({ pieces: await begun(pieces), ...rest });
    }),
    GET: apiRoute({ right }, async () => {
      throw new AppError("method_not_allowed");
    }),
  };
}
