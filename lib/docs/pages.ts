/** The pages of `docs/` that are served, each at `/docs/<path>`; what is for whoever changes the code is not among them. */
export const DOC_SECTIONS = [
  {
    name: "applications",
    pages: [
      { path: "clients", file: "clients/README.md" },
      { path: "clients/nextjs", file: "clients/nextjs.md" },
      { path: "clients/express", file: "clients/express.md" },
      { path: "clients/python", file: "clients/python.md" },
      { path: "clients/apache", file: "clients/apache.md" },
      { path: "clients/command-line", file: "clients/command-line.md" },
    ],
  },
  {
    name: "programs",
    pages: [
      { path: "api/overview", file: "api/README.md" },
      { path: "api/tutorial", file: "api/tutorial.md" },
      { path: "api/recipes", file: "api/recipes.md" },
      { path: "api/graphql", file: "api/graphql.md" },
      { path: "api/errors", file: "api/errors.md" },
      { path: "webhooks", file: "webhooks.md" },
    ],
  },
  {
    name: "administrators",
    pages: [
      { path: "enforcing", file: "enforcing.md" },
      { path: "policies", file: "policies.md" },
      { path: "applications", file: "applications.md" },
      { path: "rights", file: "rights.md" },
      { path: "audit-log", file: "audit-log.md" },
      { path: "text-messages", file: "text-messages.md" },
      { path: "push-approval", file: "push-approval.md" },
    ],
  },
] as const;

/** What is served beside the pages, as it is. */
export const DOC_FILES: readonly string[] = ["webhooks.schema.json"];

export type DocPage = { path: string; file: string };
export type DocSectionName = (typeof DOC_SECTIONS)[number]["name"];

export const DOC_PAGES: readonly DocPage[] = DOC_SECTIONS.flatMap(({ pages }) => [...pages]);
