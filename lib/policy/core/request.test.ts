import { describe, expect, test } from "vitest";
import { readCases } from "./testing-words";

const check = (text: string) => {
  test.each(readCases(text))("$sentence", ({ told, expected }) => expect(told).toBe(expected));
};

describe("4. the request adds to whatever comes out", () => {
  check(`
    aal1 is met by the password
      - | - | password | aal1 => allow: satisfied, required_by_request
    aal0 just so
      - | - | password | aal0 => allow: satisfied, required_by_request
    aal2: set-up where there is no factor
      - | - | password | aal2 => setup passkey totp: accepted_factor_missing, required_by_request
    aal2: a challenge where there is one
      - | app codes | password | aal2 => challenge totp recovery_code: second_factor_missing, required_by_request
    aal2: met by a second factor
      - | app | password app | aal2 => allow: satisfied, required_by_request
    aal2: met by a recovery code
      - | app | password code | aal2 => allow: satisfied, required_by_request
    aal2: not by a recovery code where no factor is left
      - | lost-app | password code | aal2 => setup passkey totp: accepted_factor_missing, required_by_request
    aal2: by a factor whose provider went since
      - | lost-app | password app | aal2 => allow: satisfied, required_by_request
    aal2: help where the only one is gone
      - | lost-app | password | aal2 => deny: no_factor_possible, second_factor_missing, required_by_request
    aal2: no where nothing is possible
      - | can-add-nothing | password | aal2 => deny: no_factor_possible, accepted_factor_missing, required_by_request
    phr: a passkey is set up, what there is is proved first
      - | app | password | phr => challenge totp: second_factor_missing, required_by_request
    phr: then set-up
      - | app | password app | phr => setup passkey: accepted_factor_missing, required_by_request
    phr: asked for beside an app
      - | app passkey codes | password app | phr => challenge passkey: level_too_low, required_by_request
    phr: met by a passkey with the password
      - | passkey | password plain-passkey | phr => allow: satisfied, required_by_request
    phr: the password is asked for beside a passkey without user verification
      - | passkey | plain-passkey | phr => challenge password: second_factor_missing, required_by_request
    accepted factors are the policy's
      takes-passkey | app passkey codes | password app | aal2 => challenge passkey recovery_code: accepted_proof_missing, required_by_request
    phishing-resistant ones where the policy says so
      phr | app passkey codes | password code | aal2 => challenge passkey: accepted_proof_missing, required_by_request
    narrowed by the request
      - | app passkey codes | password app | aal2 by-passkey => challenge passkey: accepted_proof_missing, required_by_request
    narrowed so that no factor fits
      - | app | password app | aal2 by-passkey => setup passkey: accepted_factor_missing, required_by_request
    narrowed at aal1 too: the second step comes first
      - | app passkey | password | aal1 by-passkey => challenge passkey totp: second_factor_missing, required_by_request
    narrowed at aal1: then that factor
      - | app passkey | password app | aal1 by-passkey => challenge passkey: accepted_proof_missing, required_by_request
    the password beside a passkey without user verification
      - | app passkey | plain-passkey | aal2 by-app => challenge password: second_factor_missing, required_by_request
    an exemption never weakens it
      box exempt | app | password | aal2 => challenge totp: second_factor_missing, required_by_request, exempt
    nor does grace: set-up without Later
      box-in-grace | - | password | aal2 => setup passkey totp: accepted_factor_missing, required_by_user, required_by_request, in_grace
    nor does Later
      box-in-grace | - | password later | aal2 => setup passkey totp: accepted_factor_missing, required_by_user, required_by_request, grace_deferred
    but grace stands beside a request that asks for no factor
      box-in-grace | - | password | aal1 => setup passkey totp until 2026-06-04: accepted_factor_missing, required_by_user, required_by_request, in_grace
    what is required anyway comes first
      box phr | app | password app | aal2 => setup passkey: accepted_factor_missing, required_by_user, required_by_request
  `);
});

describe("how fresh", () => {
  check(`
    A61 to the second
      - | app | old-password app | aal2 60-s => allow: satisfied, required_by_request
    A61 and no longer
      - | app | old-password app | aal2 59-s => challenge totp: proof_too_old, required_by_request
    a fresh password does not freshen an old second factor
      - | app codes | password app-10-min-ago | aal2 5-min => challenge totp recovery_code: proof_too_old, required_by_request
    an old password beside a fresh second factor is no matter
      - | app | old-password app | aal2 5-min => allow: satisfied, required_by_request
    aal1: any fresh proof
      - | app | old-password app | aal1 5-min => allow: satisfied, required_by_request
    aal1: but no recovery code is spent on it
      - | app codes | old-password old-app | aal1 5-min => challenge totp password: proof_too_old, required_by_request
    0: a proof of the very moment of asking is not new
      - | app | password app | aal2 anew asked-at-proof => challenge totp: proof_too_old, required_by_request
    0: newer than the asking
      - | app | password app | aal2 anew asked-before-proof => allow: satisfied, required_by_request
    0: never met where the moment of asking is unknown
      - | app | password app | aal2 anew => challenge totp: proof_too_old, required_by_request
    a stale factor whose provider is gone cannot be proved again: another is set up
      - | lost-app | password app-10-min-ago | aal2 5-min => setup passkey totp: accepted_factor_missing, required_by_request
    or none
      - | lost-app can-add-nothing | password app-10-min-ago | aal2 5-min => deny: no_factor_possible, accepted_factor_missing, required_by_request
    a recovery code may stand in for it again while another factor works
      - | lost-app sms codes | password app-10-min-ago | aal2 5-min => challenge sms recovery_code: proof_too_old, required_by_request
    a passkey without user verification, again, beside the password
      - | passkey | password old-plain-passkey | aal2 5-min => challenge passkey: proof_too_old, required_by_request
    both again where the password was never given
      - | passkey | old-plain-passkey | aal1 5-min => challenge passkey password: proof_too_old, required_by_request
    a passkey alone
      - | passkey | old-passkey | phr 5-min => challenge passkey: proof_too_old, required_by_request
    the password first where both are missing and the passkey does not verify
      - | passkey | old-passkey old-plain-passkey | phr 5-min => challenge password: proof_too_old, required_by_request
    aal2 and phr lapse for applications 24 h after the proof
      - | app | password old-app | aal2 lapsing => challenge totp: proof_too_old, required_by_request
    phr too
      - | passkey | old-passkey | phr lapsing => challenge passkey: proof_too_old, required_by_request
    aal1 does not
      - | app | old-password | aal1 lapsing => allow: satisfied, required_by_request
    not for Sallyport itself
      - | app | password old-app | aal2 => allow: satisfied, required_by_request
    the shorter of lapse and max_age counts
      - | app | password app-10-min-ago | aal2 5-min lapsing => challenge totp: proof_too_old, required_by_request
  `);
});

describe("step-up: the highest level the user's own factors allow", () => {
  check(`
    the password where there is no factor
      - | codes | old-password | own 5-min => challenge password: proof_too_old, required_by_request
    fresh enough it will do
      - | - | password | own 5-min => allow: satisfied, required_by_request
    a second factor where there is one
      - | app codes | password | own 5-min => challenge totp recovery_code: second_factor_missing, required_by_request
    A58 a fresh one
      - | app codes | password app-10-min-ago | own 5-min => challenge totp recovery_code: proof_too_old, required_by_request
    aal2 is enough where a passkey would be more
      - | app passkey | password app | own 5-min => allow: satisfied, required_by_request
    one that no policy accepts will do
      takes-passkey | app | password app | own 5-min => allow: satisfied, required_by_request
    a recovery code too, whatever the policy says
      phr | app | password code | own 5-min => allow: satisfied, required_by_request
    A57 never the password alone where there is a factor, working at this moment or not
      - | lost-app | password | own 5-min => deny: no_factor_possible, second_factor_missing, required_by_request
    A57 a recovery code stands in for it
      - | lost-app codes | password | own 5-min => challenge recovery_code: second_factor_missing, required_by_request
    once proved the session has it, and what is proved anew may be the password
      - | lost-app | password code | own 5-min => allow: satisfied, required_by_request
      - | lost-app codes | old-password code | own 5-min => challenge password: proof_too_old, required_by_request
    a passkey that is suspect, which no wrong answer brings about, leaves it to the password
      - | suspect-passkey | password | own 5-min => allow: satisfied, required_by_request
    but not a second factor beside it
      - | suspect-and-lost | password | own 5-min => deny: no_factor_possible, second_factor_missing, required_by_request
    narrowed to a kind
      - | app passkey | password app | own 5-min by-passkey => challenge passkey: accepted_proof_missing, required_by_request
    one proof for one action
      - | app | password app | own anew asked-at-proof => challenge totp: proof_too_old, required_by_request
  `);
});
