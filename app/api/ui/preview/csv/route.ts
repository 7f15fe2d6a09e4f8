import { getLocale, getTranslations } from "next-intl/server";
import { type ForeseenPerson, walkForeseen } from "@/lib/admin/enforcement/preview";
import { previewQuerySchema } from "@/lib/admin/enforcement/schema";
import { CSV, csvLines } from "@/lib/http/csv";
import { downloadRoute } from "@/lib/http/download";

/** Dates as they stand in the database, so that a spreadsheet can sort them; words in the reader's language. */
export const { GET, POST } = downloadRoute(
  { right: "manage_user_rights", query: previewQuerySchema },
  async (query, { db, subject }) => {
    const t = await getTranslations({ locale: await getLocale(), namespace: "enforcement.preview" });
    async function* rows(people: AsyncGenerator<ForeseenPerson>) {
      for await (const { name, email, fate, obstacle, until } of people)
        yield [name, email, t(`word.${fate}`), obstacle ? t(`obstacle.${obstacle}`) : "", until ?? ""];
    }
    const header = (["name", "email", "what", "why", "until"] as const).map((column) => t(`csv.${column}`));
    const pieces = csvLines(header, rows(walkForeseen(db, subject, query)));
    return { pieces, type: CSV, name: "preview.csv" };
  },
);
