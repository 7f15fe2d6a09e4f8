import { Logo } from "./logo";

/** The picture of an application that asks for something, where one was uploaded. One that lies elsewhere is not fetched. */
export function Picture({ application }: { application: { name: string; logoUri: string | null } }) {
  const { name, logoUri } = application;
  return logoUri?.startsWith("data:") ? <Logo logo={logoUri} name={name} className="mb-4 size-12" /> : null;
}
