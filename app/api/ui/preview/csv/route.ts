import { getLocale, getTranslations } from "next-intl/server";
import { type ForeseenPerson, walkForeseen } from "@/lib/admin/enforcement/preview";
import { previewQuerySchema } from "@/lib/admin/enforcement/schema";
import { takeFreshProof } from "@/lib/context/require";
import { AppError } from "@/lib/core/errors";
import { csvResponse } from "@/lib/http/csv";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

/** A download, only for who proved themselves just now. Dates as they stand in the database, so that a spreadsheet can sort them; words in the reader's language. */
export const POST = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject }) => {
  const query = parseQuery(request, previewQuerySchema);
  await takeFreshProof(db, subject, { level: "own" });
  const t = await getTranslations({ locale: await getLocale(), namespace: "enforcement.preview" });
  async function* rows(people: AsyncGenerator<ForeseenPerson>) {
    for await (const { name, email, fate, obstacle, until } of people)
      yield [name, email, t(`word.${fate}`), obstacle ? t(`obstacle.${obstacle}`) : "", until ?? ""];
  }
  const header = (["name", "email", "what", "why", "until"] as const).map((column) => t(`csv.${column}`));
  return csvResponse("preview.csv", header, rows(walkForeseen(db, subject, query)));
});

export const GET = apiRoute({ right: "manage_user_rights" }, async () => {
  throw new AppError("method_not_allowed");
});
