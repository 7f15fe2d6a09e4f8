import "server-only";
import { dictionary } from "@zxcvbn-ts/language-common";

let words: Set<string> | undefined;

/** The common-passwords list of zxcvbn, shipped with the package: nothing is looked up outside. */
export function isBlocked(word: string): boolean {
  words ??= new Set(dictionary["passwords-common"].map((entry) => String(entry).toLowerCase()));
  return words.has(word);
}
