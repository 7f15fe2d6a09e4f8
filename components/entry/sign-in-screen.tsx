"use client";

import { Fingerprint } from "lucide-react";
import { useTranslations } from "next-intl";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { TextLink } from "../ui/text-link";
import { SignInForm } from "./sign-in-form";
import { usePasskeySignIn } from "./use-passkey-sign-in";

/** `email`: the address that an application expects; a start for typing, nothing more. */
export function SignInScreen({ returnTo, email }: { returnTo: string; email: string }) {
  const t = useTranslations("sign-in");
  const passkey = useTranslations("factors.passkey");
  const { signIn, isPending, failure, fault } = usePasskeySignIn(returnTo);
  const problem = failure ? <FailureText failure={failure} /> : fault && passkey(fault);
  return (
    <>
      <SetupHeading title={t("title")} />
      <SignInForm returnTo={returnTo} email={email} />
      <div className="mt-4 flex flex-col gap-4">
        <p aria-hidden="true" className="flex items-center gap-4 text-sm text-muted">
          <span className="h-px flex-1 bg-line" />
          {t("or")}
          <span className="h-px flex-1 bg-line" />
        </p>
        {problem && !isPending && <Notice tone="danger">{problem}</Notice>}
        <Button variant="secondary" wide pending={isPending} onClick={signIn}>
          <Fingerprint aria-hidden="true" className="size-4" />
          {t("passkey")}
        </Button>
      </div>
      <p className="mt-6 text-sm text-muted">
        {t.rich("newHere", { link: (words) => <TextLink href="/sign-up">{words}</TextLink> })}
      </p>
    </>
  );
}
