"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { answerHelp } from "@/lib/recovery/actions";
import type { OpenRequest, WaitingReset } from "@/lib/recovery/requests";
import { useKept } from "../settings/use-kept";
import { Empty } from "../ui/empty";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/section";
import { AnswerDialog, type AnswerKind } from "./answer-dialog";
import { RequestCard } from "./request-card";
import { WaitingResets } from "./waiting-resets";

type Asked = { kind: AnswerKind; requestId: string; name: string };

/** Who asks to be let in again, and which resets wait. */
export function Requests({
  open,
  waiting,
  viewer,
}: {
  open: readonly OpenRequest[];
  waiting: readonly WaitingReset[];
  viewer: { id: string; canManage: boolean };
}) {
  const t = useTranslations("requests");
  const router = useRouter();
  const [asked, setAsked] = useKept<Asked | null>("answer", null);
  return (
    <div className="max-w-[800px]">
      <PageHeader title={t("title")} description={t("description")} />
      {!viewer.canManage && <Notice className="mb-6">{t("refusal.right_missing")}</Notice>}
      {open.length === 0 ? (
        <Empty title={t("noneTitle")} description={t("noneText")} />
      ) : (
        <ul className="flex flex-col gap-4">
          {open.map((request) => (
            <RequestCard
              key={request.id}
              request={request}
              canManage={viewer.canManage}
              onAnswer={(kind) => setAsked({ kind, requestId: request.id, name: request.user.name })}
            />
          ))}
        </ul>
      )}
      {waiting.length > 0 && (
        <div className="mt-8">
          <WaitingResets
            resets={waiting}
            viewerId={viewer.id}
            canManage={viewer.canManage}
            onChanged={() => router.refresh()}
          />
        </div>
      )}
      {asked && (
        <AnswerDialog
          kind={asked.kind}
          of={asked.requestId}
          name={asked.name}
          run={({ reason, minutes }) => {
            const request = { requestId: asked.requestId, reason };
            return asked.kind === "access_pass"
              ? answerHelp({ ...request, answer: "access_pass", minutes })
              : answerHelp({ ...request, answer: asked.kind });
          }}
          onClose={() => {
            setAsked(null);
            router.refresh();
          }}
          onDone={() => undefined}
        />
      )}
    </div>
  );
}
