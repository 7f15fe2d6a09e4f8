import { useTranslations } from "next-intl";
import type { Exception } from "@/lib/admin/evidence/evidence";
import { useDates } from "@/lib/i18n/use-dates";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

/** More stand in the file alone. */
const MOST = 100;

export function Exceptions({ exceptions }: { exceptions: readonly Exception[] }) {
  const t = useTranslations("evidence");
  const dates = useDates();
  if (exceptions.length === 0) return <p className="text-sm text-muted">{t("noExceptions")}</p>;
  return (
    <>
      <Table aria-label={t("exceptionsLabel")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("columnUser")}</TableHead>
            <TableHead>{t("columnReason")}</TableHead>
            <TableHead>{t("columnBy")}</TableHead>
            <TableHead>{t("columnUntil")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {exceptions.slice(0, MOST).map(({ fact, user, setBy }) => (
            <TableRow key={fact.id}>
              <TableCell>{user ?? fact.userId}</TableCell>
              <TableCell className="py-2 whitespace-normal">{fact.reason}</TableCell>
              <TableCell>{setBy ?? fact.setBy ?? "–"}</TableCell>
              <TableCell>{dates.day(fact.endsAt)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {exceptions.length > MOST && (
        <p className="mt-2 text-sm text-muted">{t("moreInFile", { count: exceptions.length - MOST })}</p>
      )}
    </>
  );
}
