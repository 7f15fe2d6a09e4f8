import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";
import { TextLink } from "../ui/text-link";

/** A mailed link that is used, expired or incomplete: what that means and the way on. */
export function DeadLink({
  title,
  text,
  href,
  action,
  help,
}: {
  title: string;
  text: string;
  href: string;
  action: string;
  /** Names the link to the help page; left out: there is none. */
  help?: string;
}) {
  return (
    <>
      <SetupHeading title={title}>{text}</SetupHeading>
      <ButtonLink wide href={href}>
        {action}
      </ButtonLink>
      {help && (
        <TextLink isAlone href="/help/two-factor" className="mt-4 self-center">
          {help}
        </TextLink>
      )}
    </>
  );
}
