import type { RuleSettings } from "./rule";

/** What people write first, in the order in which it is offered. */
export const TEMPLATES = [
  "these_applications",
  "use_mfa",
  "outside_networks",
  "new_browser",
  "every_sign_in",
] as const;
export type Template = (typeof TEMPLATES)[number];

const CONDITIONS: Record<Exclude<Template, "every_sign_in">, (clientId: string) => string> = {
  these_applications: (clientId) => `client.id in [${JSON.stringify(clientId)}]`,
  use_mfa: () => "user.?app_metadata.?useMfa.orValue(false) == true",
  outside_networks: () => '!["192.0.2.0/24", "2001:db8::/32"].exists(n, inNetwork(request.ip, n))',
  new_browser: () => "session.new_browser",
};

/** The rule that a template stands for, in an application. */
export function ruleOf(template: Template, clientId: string): Omit<RuleSettings, "effect"> {
  if (template === "every_sign_in") return { rule: "always", condition: null, allowsRemembered: false };
  return { rule: "condition", condition: CONDITIONS[template](clientId), allowsRemembered: false };
}
