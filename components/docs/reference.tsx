import { getTranslations } from "next-intl/server";
import type { Reference as ReferenceData } from "@/lib/api/rest/reference";
import { PageHeader, Section } from "../ui/section";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TextLink } from "../ui/text-link";
import { OperationCard } from "./operation-card";

/** The management API as people read it: made from the same document that programs read. */
export async function Reference({ reference, base }: { reference: ReferenceData; base: string }) {
  const t = await getTranslations("api.reference");
  const docs = await getTranslations("docs");
  return (
    <main className="mx-auto w-full max-w-[880px] px-4 py-10 sm:px-6">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <div className="flex flex-wrap gap-x-6 gap-y-2">
            <TextLink href="/docs">{docs("title")}</TextLink>
            <a
              href="/api/v2/openapi.json"
              className="rounded-sm text-accent underline decoration-1 underline-offset-4 hover:decoration-2"
            >
              {t("document")}
            </a>
          </div>
        }
      />
      <Section title={t("begin")}>
        <p className="max-w-[68ch]">{t("beginText")}</p>
        <pre className="mt-3 overflow-x-auto rounded-md border border-line bg-sunken p-4 font-mono text-sm">
          {`curl -X POST ${base}/oauth/token \\\n  -d grant_type=client_credentials \\\n  -d client_id=… -d client_secret=… \\\n  -d audience=${base}/api/v2/\n\ncurl ${base}/api/v2/users?per_page=10 \\\n  -H 'Authorization: Bearer …'`}
        </pre>
      </Section>
      {reference.tags.map(({ tag, operations }) => (
        <Section key={tag} title={tag}>
          {operations.map((operation) => (
            <OperationCard key={operation.id} operation={operation} />
          ))}
        </Section>
      ))}
      <Section title={t("allScopes")} description={t("allScopesText")}>
        <Pairs head={[t("scope"), t("meaning")]} pairs={reference.scopes} />
      </Section>
      <Section title={t("errors")} description={t("errorsText")}>
        <Table>
          <TableHeader>
            <TableRow>
              <TableHead>{t("code")}</TableHead>
              <TableHead isNumber>{t("status")}</TableHead>
              <TableHead>{t("meaning")}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {reference.errors.map(({ code, status, message }) => (
              <TableRow key={code} id={code}>
                <TableCell className="font-mono">{code}</TableCell>
                <TableCell isNumber>{status}</TableCell>
                <TableCell className="whitespace-normal">{message}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Section>
    </main>
  );
}

function Pairs({ head, pairs }: { head: [string, string]; pairs: readonly (readonly [string, string])[] }) {
  return (
    <Table>
      <TableHeader>
        <TableRow>
          {head.map((word) => (
            <TableHead key={word}>{word}</TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {pairs.map(([name, meaning]) => (
          <TableRow key={name}>
            <TableCell className="font-mono whitespace-nowrap">{name}</TableCell>
            <TableCell className="whitespace-normal">{meaning}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
