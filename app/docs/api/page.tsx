import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Reference } from "@/components/docs/reference";
import { restDocument } from "@/lib/api/rest/app";
import { referenceOf } from "@/lib/api/rest/reference";
import { env } from "@/lib/core/env";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("api.reference"))("title") };
}

/** For anybody: it tells what can be asked, and nothing of anyone. */
export default function ApiReferencePage() {
  return <Reference reference={referenceOf(restDocument())} base={env().APP_URL} />;
}
