import type { ReactNode } from "react";

/** A page with nothing but a message and a way on: not found, crashed. */
export function Plain({
  title,
  action,
  children,
}: {
  title: ReactNode;
  action: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="mx-auto w-full max-w-[432px] px-4 pt-[16dvh] pb-16">
      <h1 className="text-xl font-semibold">{title}</h1>
      <div className="mt-2 flex flex-col gap-2 text-muted">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{action}</div>
    </main>
  );
}
