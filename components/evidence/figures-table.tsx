import { useFormatter, useTranslations } from "next-intl";
import type { Coverage, Figures } from "@/lib/admin/evidence/figures";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

/** Each requirement with how many of all it covered, and how those stood. */
export function FiguresTable({ figures }: { figures: Figures }) {
  const t = useTranslations("evidence");
  const format = useFormatter();
  if (figures.requirements.length === 0) return <p className="text-sm text-muted">{t("nobody")}</p>;
  return (
    <Table aria-label={t("tableLabel")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("columnRequirement")}</TableHead>
          <TableHead isNumber>{t("columnCovered")}</TableHead>
          <TableHead isNumber>{t("columnActive")}</TableHead>
          <TableHead isNumber>{t("columnPending")}</TableHead>
          <TableHead isNumber>{t("columnExempt")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {figures.requirements.map((row) => (
          <TableRow key={`${row.source} ${row.policy?.id ?? ""}`}>
            <TableCell className="whitespace-normal">
              <RequirementName row={row} />
            </TableCell>
            <TableCell isNumber>{t("of", { covered: row.covered, users: figures.users })}</TableCell>
            <TableCell isNumber>{format.number(row.active)}</TableCell>
            <TableCell isNumber>{format.number(row.pending)}</TableCell>
            <TableCell isNumber>{format.number(row.exempt)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function RequirementName({ row }: { row: Coverage }) {
  const t = useTranslations("evidence");
  return row.source === "policy"
    ? t("source.policy", { policy: row.policy?.name ?? "–" })
    : t(`source.${row.source}`);
}
