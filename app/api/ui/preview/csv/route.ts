import { getLocale, getTranslations } from "next-intl/server";
import { type ForeseenPerson, walkForeseen } from "@/lib/admin/enforcement/preview";
import { previewQuerySchema } from "@/lib/admin/enforcement/schema";
import { csvResponse } from "@/lib/http/csv";
import { parseQuery } from "@/lib/http/query";
import { apiRoute } from "@/lib/http/route";

/** Dates as they stand in the database, so that a spreadsheet can sort them; words in the reader's language. */
export const GET = apiRoute({ right: "manage_user_rights" }, async (request, { db, subject }) => {
  const query = parseQuery(request, previewQuerySchema);
  const t = await getTranslations({ locale: await getLocale(), namespace: "enforcement.preview" });
  async function* rows(people: AsyncGenerator<ForeseenPerson>) {
    for await (const { name, email, fate, obstacle, until } of people)
      yield [name, email, t(`word.${fate}`), obstacle ? t(`obstacle.${obstacle}`) : "", until ?? ""];
  }
  const header = (["name", "email", "what", "why", "until"] as const).map((column) => t(`csv.${column}`));
  return csvResponse("preview.csv", header, rows(walkForeseen(db, subject, query)));
});
