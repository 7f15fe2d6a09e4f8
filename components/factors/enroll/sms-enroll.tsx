"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { TextButton } from "../../ui/text-link";
import { type SentCode, SmsCodeForm, toSentCode } from "../sms/code-form";
import { PhoneForm, type TypedPhone } from "../sms/phone-form";
import { useStepUp } from "../step-up";
import { type EnrollProps, useEnrollment } from "./use-enrollment";

const SEND = "send the first text message";

/** What it is worth, the number, the code that was sent to it. */
export function SmsEnroll(props: EnrollProps) {
  const t = useTranslations("factors.sms");
  const next = useTranslations("common")("continue");
  const { begin, finish, isPending, failure, setFailure } = useEnrollment("sms", props);
  const [stage, setStage] = useKept<"explain" | "phone" | "code">("set-up of sms", "explain");
  const [typed, setTyped] = useKept<TypedPhone | null>("set-up of phone", null);
  const [sent, setSent] = useState<SentCode | null>(null);

  const send = async (phone: TypedPhone): Promise<boolean> => {
    setTyped(phone);
    if (phone.phone.length === 0) {
      setFailure({ code: "phone_invalid" });
      return false;
    }
    const flow = await begin(phone, { name: SEND, input: [phone] });
    if (!flow) return false;
    setSent(toSentCode(flow));
    setStage("code");
    return true;
  };
  const { keeper } = useStepUp();
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    const [phone] = keeper.takeDeed(SEND) ?? [];
    if (phone) void latest.current(phone as TypedPhone);
  }, [keeper]);
  const changeNumber = () => {
    setFailure(null);
    setStage("phone");
  };

  if (stage === "explain") {
    return (
      <>
        {props.head(t("explainTitle"), t("explain"))}
        <div className="flex flex-col gap-6">
          <Notice>{t("weakest")}</Notice>
          <Button wide onClick={() => setStage("phone")}>
            {next}
          </Button>
        </div>
      </>
    );
  }
  if (stage === "phone" || !sent || !typed) {
    return (
      <>
        {props.head(t("phoneTitle"), t("phoneText"))}
        <PhoneForm
          typed={typed}
          isPending={isPending}
          failure={failure}
          onSend={(phone) => void send(phone)}
        />
      </>
    );
  }
  return (
    <>
      {props.head(t("codeTitle"))}
      <SmsCodeForm
        sent={sent}
        isPending={isPending}
        failure={failure}
        onVerify={async (code) => (await finish(sent.flowId, { code })) === null}
        onResend={() => send(typed)}
        onFailure={setFailure}
      >
        <p>
          <TextButton onClick={changeNumber}>{t("changeNumber")}</TextButton>
        </p>
      </SmsCodeForm>
    </>
  );
}
