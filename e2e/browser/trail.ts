import type { Page } from "@playwright/test";
import { inbox, type Message } from "../fixtures";
import { HttpBrowser } from "../http/browser";
import type { Person } from "../people";
import { sql } from "./rows";

/** What the audit log holds of deeds on a person, oldest first: `action`, with ` (refused)` where it was. */
export async function auditOf({ id }: Pick<Person, "id">): Promise<string[]> {
  const rows = await sql()`select action, result from audit_events where target_id = ${id} order by at, id`;
  return rows.map(({ action, result }) => (result === "ok" ? String(action) : `${action} (${result})`));
}

/** Who did the last deed of a kind to a person, and what was noted of it. */
export async function lastAudit(
  { id }: Pick<Person, "id">,
  action: string,
): Promise<{ actorId: string | null; data: Record<string, unknown> } | undefined> {
  const [row] = await sql()`select actor_id, data from audit_events
    where target_id = ${id} and action = ${action} order by at desc, id desc limit 1`;
  return row && { actorId: row.actor_id, data: row.data };
}

/** Subjects of a person's mails, oldest first, without the workspace's name. */
export async function mailedTo(page: Page, person: Pick<Person, "email">): Promise<string[]> {
  const messages = await inbox(page, person);
  return messages.reverse().map(({ subject = "" }) => subject.replace(/ – .*$/, ""));
}

/** The newest mail to a person whose subject begins so. */
export async function mailOf(page: Page, person: Pick<Person, "email">, subject: string): Promise<Message> {
  const found = (await inbox(page, person)).find((message) => message.subject?.startsWith(subject));
  if (!found) throw new Error(`no mail to ${person.email} begins with "${subject}"`);
  return found;
}

/** The address in a mail that leads to a page of ours, without the origin. */
export function linkIn({ text }: Message, path: string): string {
  const found = text.match(new RegExp(`/${path}/[A-Za-z0-9._~-]+`));
  if (!found) throw new Error(`no link to /${path} in: ${text}`);
  return found[0];
}

/** Calls server actions past the screen, with the cookies this page has now. */
export async function pastTheScreen(page: Page): Promise<HttpBrowser> {
  const http = new HttpBrowser();
  for (const { name, value } of await page.context().cookies()) http.cookies.set(name, value);
  return http;
}
