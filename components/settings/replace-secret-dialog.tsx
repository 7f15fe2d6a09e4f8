"use client";

import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { RadioGroup } from "../ui/radio-group";
import { FailureNotice } from "./failure-notice";
import type { useDeed } from "./use-deed";
import { useKept } from "./use-kept";

export type EndsOld = "later" | "now";

/** A new secret, with the old one for a day beside it, or without. `isFull`: two are in use, so that none may go on. */
export function ReplaceSecretDialog({
  name,
  words,
  isFull = false,
  deed,
  onReplace,
  onClose,
}: {
  /** Of the deed, by which what is chosen is kept. */
  name: string;
  words: Record<"title" | "text" | "deed" | "old" | "later" | "laterHint" | "now" | "nowHint", string>;
  isFull?: boolean;
  deed: Pick<ReturnType<typeof useDeed>, "isPending" | "failure">;
  onReplace: (endsOld: EndsOld) => void;
  onClose: () => void;
}) {
  const [endsOld, setEndsOld] = useKept<EndsOld>(name, isFull ? "now" : "later");
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={words.title}
        description={words.text}
        action={
          <Button pending={deed.isPending} onClick={() => onReplace(endsOld)}>
            {words.deed}
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          <RadioGroup
            legend={words.old}
            name="ends-old"
            value={endsOld}
            onValueChange={setEndsOld}
            options={[
              { value: "later", label: words.later, hint: words.laterHint, isDisabled: isFull },
              { value: "now", label: words.now, hint: words.nowHint },
            ]}
          />
          <FailureNotice failure={deed.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}
