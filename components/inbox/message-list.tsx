import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import { Badge } from "../ui/badge";
import { ButtonLink } from "../ui/button-link";
import { Empty } from "../ui/empty";
import { Card, PageHeader } from "../ui/section";
import { MessageText } from "./message-text";

type Message = { id: string; channel: string; to: string; subject: string | null; text: string; at: Date };

const CHANNELS = ["email", "sms", "push"] as const;

export function MessageList({ messages, origin }: { messages: readonly Message[]; origin: string }) {
  const t = useTranslations("inbox");
  const { moment } = useDates();
  const again = (
    <ButtonLink variant="secondary" prefetch={false} href="/dev/inbox">
      {t("reload")}
    </ButtonLink>
  );
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-8 sm:px-8">
      <PageHeader title={t("title")} description={t("lead")} actions={again} />
      {messages.length === 0 && <Empty title={t("emptyTitle")} description={t("emptyText")} />}
      <ol className="flex flex-col gap-4">
        {messages.map(({ id, channel, to, subject, text, at }) => {
          const known = CHANNELS.find((name) => name === channel);
          return (
            <li key={id}>
              <Card>
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
                  {known && <Badge>{t(`channel.${known}`)}</Badge>}
                  <span className="[overflow-wrap:anywhere]">{t("to", { to })}</span>
                  <time dateTime={at.toISOString()} className="ml-auto tabular-nums">
                    {moment(at)}
                  </time>
                </p>
                {subject && <h2 className="mt-3 mb-2 font-semibold">{subject}</h2>}
                <MessageText text={text} origin={origin} />
              </Card>
            </li>
          );
        })}
      </ol>
    </main>
  );
}
