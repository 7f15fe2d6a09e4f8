/**
 * A code's text message: the words, and the last line by which WebOTP and iOS bind a code to its site (WICG
 * "origin-bound one-time codes").
 */
export const codeText = (words: string, code: string, host: string): string =>
  `${words}\n\n@${host} #${code}`;
