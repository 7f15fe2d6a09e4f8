import type { ConditionInput } from "./condition";

/** A member who signs in to an application from a new browser. */
export const CONDITION_INPUT: ConditionInput = {
  client: { id: "shop", name: "Shop" },
  user: {
    id: "usr_1",
    email: "ada@acme.example",
    name: "Ada",
    role: "member",
    policy: "Default",
    two_factor_on: false,
    app_metadata: {},
    user_metadata: {},
  },
  request: { scopes: ["openid"], acr_values: [], ip: "203.0.113.7", country: "NL" },
  session: { level: "aal1", amr: ["pwd"], age_seconds: 90, new_browser: true },
};
