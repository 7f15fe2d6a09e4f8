import type { ReactNode } from "react";

/** The list or one user's page, and the side panel over it. */
export default function UsersLayout({ children, panel }: { children: ReactNode; panel: ReactNode }) {
  return (
    <>
      {children}
      {panel}
    </>
  );
}
