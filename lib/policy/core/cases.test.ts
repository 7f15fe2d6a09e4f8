import { describe, expect, test } from "vitest";
import { readCases } from "./testing-words";

const check = (text: string) => {
  test.each(readCases(text))("$sentence", ({ told, expected }) => expect(told).toBe(expected));
};

describe("never password alone once there is more", () => {
  check(`
    in grace a confirmed factor is proved first, accepted or not
      box-in-grace takes-passkey | app | password => challenge totp: second_factor_missing, required_by_user, in_grace
    even after Later
      box-in-grace takes-passkey | app | password later => challenge totp: second_factor_missing, required_by_user, grace_deferred
    only then set-up or Later
      box-in-grace takes-passkey | app | password app => setup passkey until 2026-06-04: accepted_factor_missing, required_by_user, in_grace
    a recovery code that is left is asked for too
      box | codes | password => challenge recovery_code: second_factor_missing, required_by_user
    a passkey without user verification needs the password
      box | passkey | plain-passkey => challenge password: second_factor_missing, required_by_user
    A64 two things one has are not two factors
      box | passkey app | plain-passkey app => challenge password: second_factor_missing, required_by_user
    a passkey with it needs nothing else
      box phr | passkey | passkey => allow: satisfied, required_by_user
    unless another kind is asked for
      box takes-app | passkey app | passkey => challenge totp: accepted_proof_missing, required_by_user
    which then needs no password
      box takes-app | passkey app | passkey app => allow: satisfied, required_by_user
    A40 a passkey without it, with the password, is phishing-resistant
      box phr | passkey | password plain-passkey => allow: satisfied, required_by_user
    an access pass is nothing without a first factor
      box | app | pass => challenge password: first_factor_missing, required_by_user, access_pass
    nor without the password
      box | passkey app | plain-passkey pass => challenge password: second_factor_missing, required_by_user, access_pass
    after the password it opens set-up
      box-in-grace | app | password pass => setup passkey totp: second_factor_missing, required_by_user, access_pass
    and nothing else
      box | app can-add-nothing | password pass => challenge totp: second_factor_missing, required_by_user, access_pass
    who proves the new factor is in
      box | lost-app passkey | password passkey pass => allow: satisfied, required_by_user, access_pass
  `);
});

describe("recovery code", () => {
  check(`
    a second step like another
      box | app codes | password => challenge totp recovery_code: second_factor_missing, required_by_user
    it satisfies what is not phishing-resistant
      box | app | password code => allow: satisfied, required_by_user
    never phr: who used one has lost the passkey and sets up a new one
      policy phr | passkey | password code => setup passkey: phishing_resistance_missing, required_by_policy
    who proved besides what is not accepted has lost it too
      policy phr | passkey app | password app code => setup passkey: phishing_resistance_missing, required_by_policy
    who proved the passkey itself has not lost it, and is asked for what it lacks
      policy phr | passkey | passkey-since-removed plain-passkey code => challenge password: phishing_resistance_missing, required_by_policy
    one who cannot set one up is asked for it after all
      policy phr | passkey can-add-nothing | password code => challenge passkey: phishing_resistance_missing, required_by_policy
    nor is it offered in place of a phishing-resistant factor
      policy phr | passkey app codes | password app => challenge passkey: phishing_resistance_missing, required_by_policy
    used up codes lead to adding a factor
      box | lost-app | password code => setup passkey totp: accepted_factor_missing, required_by_user
    by own choice too
      - | on lost-app | password code => setup passkey totp: second_factor_missing, chosen_by_user
    by own choice one will do where nothing can be added
      - | on lost-app can-add-nothing | password code => allow: satisfied, chosen_by_user
    after self-removal live sessions fall to set-up at once
      everyone | codes | password app => setup passkey totp: accepted_factor_missing, required_by_workspace
    and the next sign-in asks for a code if any is left
      everyone | codes | password => challenge recovery_code: second_factor_missing, required_by_workspace
    and then for set-up
      everyone | codes | password code => setup passkey totp: accepted_factor_missing, required_by_workspace
  `);
});

describe("only factor's provider gone", () => {
  check(`
    recovery code
      box | lost-app codes | password => challenge recovery_code: second_factor_missing, required_by_user
    access pass
      box | lost-app | password pass => setup passkey totp: second_factor_missing, required_by_user, access_pass
    or help
      box | lost-app | password => deny: no_factor_possible, second_factor_missing, required_by_user
    by own choice just so
      - | on lost-app | password => deny: no_factor_possible, second_factor_missing, chosen_by_user
    in grace too
      box-in-grace | lost-app | password later => deny: no_factor_possible, second_factor_missing, required_by_user, grace_deferred
    who is signed in by it is not disturbed
      box | lost-app | password app => allow: satisfied, required_by_user
    nor who is by own choice
      - | on lost-app | password app => allow: satisfied, chosen_by_user
  `);
});

describe("remembered browser", () => {
  check(`
    counts for own choice
      remembers | on app | password remembered => allow: remembered_browser, chosen_by_user
    and for the flag that an own choice is
      remembers flag | app | password remembered => challenge totp: second_factor_missing, required_by_application, remembered_browser_not_honoured

      remembers flag | on app | password remembered => challenge totp: second_factor_missing, required_by_application, chosen_by_user, remembered_browser_not_honoured
    then required: kept, not honoured
      remembers box | on app | password remembered => challenge totp: second_factor_missing, required_by_user, remembered_browser_not_honoured
    a requirement that waits leaves it be
      remembers everyone-from-now | on app | password remembered => allow: remembered_browser, required_by_workspace, chosen_by_user, not_yet_binding
    not in grace either
      remembers box-in-grace takes-passkey | app | password remembered => challenge totp: second_factor_missing, required_by_user, remembered_browser_not_honoured, in_grace
    not after its days
      remembers | on app | password remembered-too-long-ago => challenge totp: second_factor_missing, chosen_by_user, remembered_browser_not_honoured
    not where the policy does not allow it
      - | on app | password remembered => challenge totp: second_factor_missing, chosen_by_user, remembered_browser_not_honoured
    not in place of a first factor
      remembers | on app | remembered => challenge password: first_factor_missing, chosen_by_user
    not in place of a factor that is not there
      remembers | on | password remembered => setup passkey totp: second_factor_missing, chosen_by_user, remembered_browser_not_honoured
    a provider that is gone does not matter to it
      remembers | on lost-app | password remembered => allow: remembered_browser, chosen_by_user
    who proved a second factor needs it not
      remembers | on app | password app remembered => allow: satisfied, chosen_by_user
    at aal1: not for a request
      remembers | on app | password remembered | aal2 => challenge totp: second_factor_missing, chosen_by_user, required_by_request, remembered_browser_not_honoured
    not even for one that asks nothing more
      remembers | on app | password remembered | aal1 => challenge totp: second_factor_missing, chosen_by_user, required_by_request, remembered_browser_not_honoured
    but for an application rule that allows it
      remembers | app | password remembered | aal2 takes-remembered => allow: remembered_browser, required_by_request
    not for phr, whatever the rule allows
      remembers | passkey | password remembered | phr takes-remembered => challenge passkey: second_factor_missing, required_by_request, remembered_browser_not_honoured
    not for a step-up
      remembers | app | password remembered | own takes-remembered => challenge totp: second_factor_missing, required_by_request, remembered_browser_not_honoured
    not where a proof must be fresh
      remembers | app | password remembered | aal2 5-min takes-remembered => challenge totp: second_factor_missing, required_by_request, remembered_browser_not_honoured
    not where a kind is named
      remembers | app | password remembered | aal2 by-app takes-remembered => challenge totp: second_factor_missing, required_by_request, remembered_browser_not_honoured
    not for a required user
      remembers box | app | password remembered | aal2 takes-remembered => challenge totp: second_factor_missing, required_by_user, required_by_request, remembered_browser_not_honoured
  `);
});

describe("other cases of the contract's table", () => {
  check(`
    exempt, an application asks by scope, no factor: set-up for that request
      box exempt | - | password | aal2 => setup passkey totp: accepted_factor_missing, required_by_request, exempt
    and it blocks nothing else
      box exempt | - | password => allow: exempt
    accepted: passkey only; user has an app: the app is proved
      box takes-passkey | on app | password => challenge totp: second_factor_missing, required_by_user
    then set-up offers the passkey
      box takes-passkey | on app | password app => setup passkey: accepted_factor_missing, required_by_user
    the app stays and satisfies nothing
      box takes-passkey | on app passkey | password app => challenge passkey: accepted_proof_missing, required_by_user
    a new passkey proved beside it does
      box takes-passkey | on app passkey | password app passkey => allow: satisfied, required_by_user
    requirement lifted during set-up: nothing is required any longer
      - | - | password => allow: nothing_required
    set-up finished in another tab or browser: the next sign-in is a plain challenge
      box | on app | password => challenge totp: second_factor_missing, required_by_user
    session preset shortened: it bites at once
      box | on app | password app ended => deny: session_ended, required_by_user
    box unticked under enforce for all: required anyway
      everyone | - | password => setup passkey totp: accepted_factor_missing, required_by_workspace
    box unticked for a user who lost the phone: 2FA stays on
      - | on lost-app | password => deny: no_factor_possible, second_factor_missing, chosen_by_user
    a pass issued then
      - | on lost-app | password pass => setup passkey totp: second_factor_missing, chosen_by_user, access_pass
  `);
});

describe("push approval", () => {
  check(`
    a device is asked for like another factor
      box | phone app | password => challenge totp push: second_factor_missing, required_by_user
    never in the browser that is the device
      box | phone app | password on-the-phone => challenge totp: second_factor_missing, required_by_user
    where a second device can answer
      box | phone tablet app | password on-the-phone => challenge totp push: second_factor_missing, required_by_user
    and what was approved elsewhere counts there too
      box | phone tablet app | password app on-the-phone => allow: satisfied, required_by_user
    a device that nothing else can answer for sends nobody to set-up
      - | phone on | password on-the-phone => deny: no_factor_possible, second_factor_missing, chosen_by_user
  `);
});
