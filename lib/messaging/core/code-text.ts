/** The last line is what WebOTP and iOS bind a code to its site by (WICG "origin-bound one-time codes"). */
export const codeText = (code: string, workspace: string, host: string): string =>
  `${code} is your code for ${workspace}. Nobody from ${workspace} will ask you for it.\n\n@${host} #${code}`;
