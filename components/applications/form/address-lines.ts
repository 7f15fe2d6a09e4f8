import { type AddressProblem, findAddressProblem, findOriginProblem } from "@/lib/oidc/core/addresses";

/** What stands in a field of addresses, one per line. */
export const linesOf = (text: string): string[] =>
  text
    .split(/\s*\n\s*/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

export type LineProblem = { line: number; problem: AddressProblem };

/** The first address of a text that cannot be taken; its line is counted as it stands in the field. */
export function firstProblem(text: string, kind: "web" | "native", isOrigin = false): LineProblem | null {
  const found = text.split("\n").flatMap((line, at): LineProblem[] => {
    const address = line.trim();
    if (address === "") return [];
    const problem = isOrigin ? findOriginProblem(address) : findAddressProblem(address, kind);
    return problem ? [{ line: at + 1, problem }] : [];
  });
  return found[0] ?? null;
}
