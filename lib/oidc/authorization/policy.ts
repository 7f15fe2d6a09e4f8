import "server-only";
import { errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { visitorOf } from "../provider/visitor";
import { type Judgement, judge } from "./judgement";

const { Check, Prompt, base } = interactionPolicy;

/** What a screen of ours is told of the judgement. */
export type PromptDetails = {
  factors: string[];
  reasons: string[];
  /** When the session last proved something: once it has again, the request goes on. */
  provedAt: string;
  ruleFails: string | null;
};

/** The session's latest proof, as a mark of how far it had got. */
export const provedAtOf = (
  subject: { facts: { session: { proofs: readonly { at: Date }[] } } } | null,
): string => String(Math.max(0, ...(subject?.facts.session.proofs ?? []).map(({ at }) => at.getTime())));

async function detailsOf(ctx: KoaContextWithOIDC) {
  const { decision, reasons, rule } = await judge(ctx);
  const factors = decision && "factors" in decision ? [...decision.factors] : [];
  const details: PromptDetails = {
    factors,
    reasons,
    provedAt: provedAtOf(visitorOf(ctx.req).subject),
    ruleFails: rule?.fails ?? null,
  };
  return { judged: details };
}

const isJudged =
  (...outcomes: Judgement["outcome"][]) =>
  async (ctx: KoaContextWithOIDC) =>
    outcomes.includes((await judge(ctx)).outcome);

/** Nothing stands between: what the tokens will say of the session is what this judgement says. */
async function settle(ctx: KoaContextWithOIDC): Promise<boolean> {
  const { outcome, acr, amr } = await judge(ctx);
  if (outcome === "deny")
    throw new errors.UnmetAuthenticationRequirements(
      "the user can neither prove nor set up what this request asks for",
    );
  if (outcome === "allow" && ctx.oidc.session) {
    ctx.oidc.session.acr = acr;
    ctx.oidc.session.amr = amr;
  }
  return Check.NO_NEED_TO_PROMPT;
}

/**
 * What the provider asks before it answers, in order: to sign in, to prove, to set up, to consent. It has no opinion of
 * its own about who needs what: every check but the subject's and the consent's reads `judge()`, which asks `decide()`.
 */
export function makePolicy() {
  const policy = base();
  const login = policy.get("login");
  const consent = policy.get("consent");
  if (!login || !consent) throw new Error("the provider's policy lost a prompt");
  // `prompt=login`, `max_age` and `acr` are demands of the decision
  for (const name of ["login_prompt", "no_session", "max_age", "essential_acrs", "essential_acr"])
    login.checks.remove(name);
  login.checks.add(new Check("no_session", "nobody is signed in", "login_required", isJudged("sign_in")));
  login.checks.add(
    new Check("other_account", "somebody else is signed in", "login_required", isJudged("other_account")),
  );
  policy.add(
    new Prompt(
      { name: "step_up", requestable: false },
      detailsOf,
      new Check("proof_missing", "a proof is needed", "login_required", isJudged("challenge")),
    ),
    1,
  );
  policy.add(
    new Prompt(
      { name: "set_up", requestable: false },
      detailsOf,
      new Check("factor_missing", "a factor is to be set up", "interaction_required", isJudged("setup")),
      new Check("settled", "", "interaction_required", settle),
    ),
    2,
  );
  askNoConsentOfOwn(consent);
  return policy;
}

/** The workspace's own applications: their people agreed by working there. */
function askNoConsentOfOwn(consent: { checks: { check: (ctx: KoaContextWithOIDC) => unknown }[] }): void {
  for (const one of consent.checks) {
    const check = one.check;
    one.check = (ctx) => (ctx.oidc.client?.is_first_party === true ? false : check(ctx));
  }
}
