import { expect } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { type Person, TOTP_SECRET } from "../people";

const PERIOD_MS = 30_000;
const currentStep = (): number => Math.floor(Date.now() / PERIOD_MS);

const codeAt = (secret: string, step: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: step * PERIOD_MS });

/** An authenticator app that never shows a code a second time, so that no test meets `code_used` by chance. */
export class Codes {
  private readonly lastSteps = new Map<string, number>();

  /** The person's next unused code: this step's, then the following one's; only a third in a row has to wait. */
  async next(person: Pick<Person, "email">, secret = TOTP_SECRET): Promise<string> {
    const key = `${person.email} ${secret}`;
    const step = Math.max((this.lastSteps.get(key) ?? 0) + 1, currentStep());
    await expect.poll(currentStep, { timeout: 45_000, intervals: [250] }).toBeGreaterThanOrEqual(step - 1);
    this.lastSteps.set(key, step);
    return codeAt(secret, step);
  }

  /** The last code given out for this secret: good once, and no more. */
  last(person: Pick<Person, "email">, secret = TOTP_SECRET): string {
    return codeAt(secret, this.lastSteps.get(`${person.email} ${secret}`) ?? 0);
  }
}

/** Six digits that are right in none of the accepted steps nor in those near them. */
export function wrongCode(secret = TOTP_SECRET): string {
  const right = new Set([-3, -2, -1, 0, 1, 2, 3].map((by) => codeAt(secret, currentStep() + by)));
  const [wrong = "000000"] = [
    "000000",
    "111111",
    "222222",
    "333333",
    "444444",
    "555555",
    "666666",
    "777777",
  ].filter((code) => !right.has(code));
  return wrong;
}
