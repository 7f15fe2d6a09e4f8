import type { ReactNode } from "react";

/** The top of a set-up or sign-in screen: where one is, the heading, one sentence. */
export function SetupHeading({
  step,
  title,
  children,
}: {
  step?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="mb-6">
      {step !== undefined && <p className="mb-2 text-xs text-muted tabular-nums">{step}</p>}
      <h1 className="text-xl font-semibold">{title}</h1>
      {children !== undefined && <div className="mt-2 text-muted">{children}</div>}
    </div>
  );
}
