"use client";

import { useState } from "react";
import { type ApplicationDetails, MOST_ADDRESSES } from "@/lib/oidc/applications/schema";
import { useKept } from "../../settings/use-kept";
import { firstProblem, linesOf } from "./address-lines";

/** The same as the details, as it is typed: addresses one per line, scopes between blanks. */
export type Typed = Omit<
  ApplicationDetails,
  "homeUri" | "redirectUris" | "postLogoutUris" | "backchannelLogoutUri" | "corsOrigins" | "scopes"
> & {
  homeUri: string;
  redirectUris: string;
  postLogoutUris: string;
  backchannelLogoutUri: string;
  corsOrigins: string;
  scopes: string;
};

const typedOf = (details: ApplicationDetails): Typed => ({
  ...details,
  homeUri: details.homeUri ?? "",
  redirectUris: details.redirectUris.join("\n"),
  postLogoutUris: details.postLogoutUris.join("\n"),
  backchannelLogoutUri: details.backchannelLogoutUri ?? "",
  corsOrigins: details.corsOrigins.join("\n"),
  scopes: details.scopes.join(" "),
});

const detailsOf = (typed: Typed): ApplicationDetails => ({
  ...typed,
  name: typed.name.trim(),
  homeUri: typed.homeUri.trim() || null,
  redirectUris: linesOf(typed.redirectUris),
  postLogoutUris: linesOf(typed.postLogoutUris),
  backchannelLogoutUri: typed.backchannelLogoutUri.trim() || null,
  corsOrigins: linesOf(typed.corsOrigins),
  scopes: [...new Set(typed.scopes.split(/\s+/).filter((scope) => scope !== ""))],
});

const isTaken = (typed: Typed): boolean => {
  const { kind, redirectUris, postLogoutUris, backchannelLogoutUri, homeUri, corsOrigins } = typed;
  const lists = [redirectUris, postLogoutUris, corsOrigins].map(linesOf);
  return (
    typed.name.trim() !== "" &&
    typed.grants.some((grant) => grant !== "refresh_token") &&
    (!typed.grants.includes("authorization_code") || linesOf(redirectUris).length > 0) &&
    typed.scopes.trim() !== "" &&
    lists.every((list) => list.length <= MOST_ADDRESSES) &&
    [redirectUris, postLogoutUris].every((text) => firstProblem(text, kind) === null) &&
    [backchannelLogoutUri, homeUri].every((text) => firstProblem(text, "web") === null) &&
    firstProblem(corsOrigins, kind, true) === null
  );
};

/** What is said of an application as it is typed, kept under `name`. */
export function useDetailsForm(name: string, details: ApplicationDetails) {
  const [seen] = useState(() => typedOf(details));
  const [typed, setTyped] = useKept<Typed>(name, seen);
  const [isTried, setIsTried] = useState(false);
  return {
    typed,
    isTried,
    isDirty: JSON.stringify(typed) !== JSON.stringify(seen),
    change: (part: Partial<Typed>) => setTyped((now) => ({ ...now, ...part })),
    /** The details where all of them can be taken; from here on the fields say what is wrong. */
    take: (): ApplicationDetails | null => {
      setIsTried(true);
      return isTaken(typed) ? detailsOf(typed) : null;
    },
  };
}

export type DetailsForm = ReturnType<typeof useDetailsForm>;
