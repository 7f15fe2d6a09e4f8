import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";

/** A mailed link that is used, expired or incomplete: what that means and the way on. */
export function DeadLink({
  title,
  text,
  href,
  action,
}: {
  title: string;
  text: string;
  href: string;
  action: string;
}) {
  return (
    <>
      <SetupHeading title={title}>{text}</SetupHeading>
      <ButtonLink wide href={href}>
        {action}
      </ButtonLink>
    </>
  );
}
