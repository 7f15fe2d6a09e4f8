import { ask, finish, isAtLeast } from "./provider.mjs";
import { begin } from "./visits.mjs";

/** More than a browser has open at once; the oldest is forgotten. */
const MOST_ASKED = 10;

/** Sends the browser to the provider for a deed, and remembers what it was about. */
export async function begun(visit, deed, input = {}) {
  if (deed !== "sign-in" && !visit.person) return "/";
  const { url, checks } = await ask(deed);
  visit.asked.set(checks.state, { checks, input });
  if (visit.asked.size > MOST_ASKED) visit.asked.delete(visit.asked.keys().next().value);
  return url;
}

/** The browser is back: the deed it left for is done, if the answer is good enough for it. */
export async function done(visit, address, response) {
  const state = new URLSearchParams(address.split("?")[1]).get("state") ?? "";
  const asked = visit.asked.get(state);
  if (!asked) throw new Error("no request of this visit has this state");
  visit.asked.delete(state);
  const answer = await finish(address, asked.checks);
  const { deed } = asked.checks;
  if (deed !== "sign-in" && answer.claims.sub !== visit.person?.claims.sub)
    throw new Error("somebody else answered");
  DEEDS[deed](visit, answer, asked.input);
  visit.person = answer;
  if (deed === "sign-in") begin(response, visit);
}

/** Never believed without a look: the provider was asked for a level, and the token says which one it is. */
function requireSecondFactor({ claims }) {
  if (!isAtLeast(claims.acr, "aal2")) throw new Error(`a second factor was asked for; this is ${claims.acr}`);
}

const DEEDS = {
  "sign-in": () => {},
  pay: (visit, answer) => {
    requireSecondFactor(answer);
    if (!answer.scopes.includes("payment")) throw new Error("you did not allow the shop to pay");
    visit.order.isPaid = true;
    visit.notice = { tone: "good", text: "Paid. Thank you." };
  },
  address: (visit, answer, { address }) => {
    requireSecondFactor(answer);
    visit.address = address || visit.address;
    visit.notice = { tone: "good", text: "The address is changed." };
  },
};

/** Nothing was done, and the shop says why. */
export function refused(visit, error) {
  const isDeclined = error.error === "access_denied";
  const why = error.error_description ?? error.message;
  if (!isDeclined) console.error(error);
  visit.notice = isDeclined
    ? { tone: "info", text: "You came back without going through with it. Nothing was changed." }
    : { tone: "danger", text: `Nothing was changed: ${why}.` };
}
