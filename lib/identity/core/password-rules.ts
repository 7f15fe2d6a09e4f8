/** NIST SP 800-63B-4 §3.1.1.2: length and a blocklist, no composition rules. */
export const MIN_PASSWORD_LENGTH = 15;
/** No policy may go below this, whatever else it requires. */
export const LEAST_PASSWORD_LENGTH = 8;
export const MAX_PASSWORD_LENGTH = 256;

export type PasswordProblem = "password_too_short" | "password_too_long" | "password_common";

/** One spelling per password, so that it can be typed on every keyboard. */
export const normalisePassword = (password: string): string => password.normalize("NFKC");

const lengthOf = (text: string): number => [...text].length;

/** The shortest piece that `text` is a repetition of: `abcabc` → `abc`. */
function repeatedUnit(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * What is wrong with a new password, or null. `blocked` answers for one folded word (lower case, letters and digits);
 * `context` is what an attacker would try first, whole and word by word: name, address, workspace, product.
 */
export function passwordProblem(
  password: string,
  rules: { minLength: number; context: readonly string[]; blocked: (word: string) => boolean },
): PasswordProblem | null {
  const normal = normalisePassword(password);
  if (lengthOf(normal) < Math.max(rules.minLength, LEAST_PASSWORD_LENGTH)) return "password_too_short";
  if (lengthOf(normal) > MAX_PASSWORD_LENGTH) return "password_too_long";
  const folded = fold(normal);
  const withoutContext = rules.context
    .flatMap((words) => [words, ...words.split(/[^\p{L}\p{N}]+/u)])
    .map(fold)
    .filter((word) => word.length >= 3)
    .reduce((left, word) => left.replaceAll(word, ""), folded);
  const unit = repeatedUnit(folded);
  const isWeak =
    unit.length < 4 ||
    withoutContext.length < 4 ||
    [folded, unit, withoutContext].some((word) => rules.blocked(word));
  return isWeak ? "password_common" : null;
}
