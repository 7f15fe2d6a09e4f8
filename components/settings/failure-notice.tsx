import type { Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { Notice } from "../ui/notice";

/** Why what was just tried did not happen, where the eye is. */
export function FailureNotice({ failure, className }: { failure: Failure | null; className?: string }) {
  if (!failure) return null;
  return (
    <Notice tone="danger" className={className ?? ""}>
      <FailureText failure={failure} />
    </Notice>
  );
}
