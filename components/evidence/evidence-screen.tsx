import { useTranslations } from "next-intl";
import type { DayView } from "@/lib/admin/evidence/evidence";
import { useDates } from "@/lib/i18n/use-dates";
import { Button } from "../ui/button";
import { Empty } from "../ui/empty";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Notice } from "../ui/notice";
import { PageHeader, Section } from "../ui/section";
import { DownloadEvidence } from "./download-evidence";
import { Exceptions } from "./exceptions";
import { FiguresTable } from "./figures-table";

/** Account › Evidence: what was required of whom on a past day, as it was recorded then, and as a signed file. */
export function EvidenceScreen({
  span,
  date,
  day,
}: {
  span: { first: string; last: string } | null;
  date: string | null;
  day: DayView | null;
}) {
  const t = useTranslations("evidence");
  if (span === null)
    return (
      <>
        <PageHeader title={t("title")} description={t("description")} />
        <Empty title={t("noneTitle")} description={t("noneText")} />
      </>
    );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <form method="get" className="mb-6 flex flex-wrap items-end gap-2">
        <Field label={t("day")} className="w-48">
          <Input
            type="date"
            name="date"
            required
            min={span.first}
            max={span.last}
            defaultValue={date ?? ""}
          />
        </Field>
        <Button type="submit" variant="secondary">
          {t("show")}
        </Button>
      </form>
      {day === null ? (
        <Empty title={t("nothingTitle")} description={t("nothingText", span)} />
      ) : (
        <DayEvidence day={day} />
      )}
    </>
  );
}

/** As the operator types them; the file has the name that the download gives it. */
function HowToCheck({ date }: { date: string }) {
  const t = useTranslations("evidence");
  const commands = {
    checkKeys: "npm run -s admin -- evidence keys > keys.json",
    checkFile: `npm run -s admin -- evidence verify evidence-${date}.json --keys keys.json`,
  };
  return (
    <Section title={t("check")} description={t("checkText")}>
      <ol className="flex list-decimal flex-col gap-3 pl-5 text-sm">
        {(["checkKeys", "checkFile"] as const).map((step) => (
          <li key={step}>
            {t(step)}
            <code className="mt-1 block font-mono [overflow-wrap:anywhere]">{commands[step]}</code>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function DayEvidence({ day }: { day: DayView }) {
  const t = useTranslations("evidence");
  const dates = useDates();
  const { figures, date } = day;
  return (
    <>
      <Section
        title={t("coverage", { date: dates.day(date) })}
        description={t("taken", {
          at: dates.moment(day.takenAt),
          users: figures.users,
          blocked: figures.blocked,
          invited: figures.invited,
        })}
        actions={<DownloadEvidence date={date} />}
      >
        <FiguresTable figures={figures} />
      </Section>
      <Section title={t("exceptions", { count: day.exceptions.length })}>
        {!day.areExceptionsSealed && (
          <Notice tone="warning" className="mb-4">
            {t("notSealed")}
          </Notice>
        )}
        <Exceptions exceptions={day.exceptions} />
      </Section>
      <HowToCheck date={date} />
    </>
  );
}
