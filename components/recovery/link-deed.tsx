"use client";

import { type ReactNode, useState } from "react";
import type { ActionResult } from "@/lib/http/action";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { ButtonLink } from "../ui/button-link";
import { Notice } from "../ui/notice";
import { TextLink } from "../ui/text-link";

type Onward = { href: string; label: string };

/** A mailed link that does one thing: opening it changes nothing, the button does. */
export function LinkDeed<T>({
  title,
  text,
  button,
  action,
  done,
  onward,
  help,
}: {
  title: string;
  text: ReactNode;
  button: string;
  action: () => Promise<ActionResult<T>>;
  done: (data: T) => { title: string; text: ReactNode };
  onward: Onward;
  /** Where to read up on it. */
  help?: Onward;
}) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const [result, setResult] = useState<{ data: T } | null>(null);
  const press = async () => {
    setIsPending(true);
    const answer = await attempt(action);
    setIsPending(false);
    if (answer.ok) setResult({ data: answer.data });
    else setFailure(answer);
  };
  const end = (
    <div className="flex flex-col items-center gap-4">
      <ButtonLink wide variant="secondary" href={onward.href}>
        {onward.label}
      </ButtonLink>
      {help && (
        <TextLink isAlone href={help.href}>
          {help.label}
        </TextLink>
      )}
    </div>
  );
  if (result) {
    const said = done(result.data);
    return (
      <>
        <SetupHeading title={said.title}>{said.text}</SetupHeading>
        {end}
      </>
    );
  }
  return (
    <>
      <SetupHeading title={title}>{text}</SetupHeading>
      <div className="flex flex-col gap-4">
        {failure && (
          <Notice tone="danger">
            <FailureText failure={failure} />
          </Notice>
        )}
        {failure ? (
          end
        ) : (
          <Button wide pending={isPending} onClick={press}>
            {button}
          </Button>
        )}
      </div>
    </>
  );
}
