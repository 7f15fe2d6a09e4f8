import type { Token, Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { resolveLink } from "@/lib/docs/links";
import { TextLink } from "../../ui/text-link";

const partsOf = (token: Token): Token[] => ("tokens" in token && token.tokens) || [];

/** What stands within a line. HTML is shown as it is written, never taken as such. */
export function Inline({ tokens, file }: { tokens: readonly Token[]; file: string }): ReactNode {
  return tokens.map((token, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a page's parts never change their order
    <Fragment key={at}>
      <Part token={token} file={file} />
    </Fragment>
  ));
}

function Part({ token, file }: { token: Token; file: string }): ReactNode {
  const within = <Inline tokens={partsOf(token)} file={file} />;
  switch (token.type) {
    case "strong":
      return <strong className="font-semibold">{within}</strong>;
    case "em":
      return <em>{within}</em>;
    case "del":
      return <del>{within}</del>;
    case "codespan":
      return (
        <code className="rounded-sm bg-sunken px-1 font-mono text-[0.9em] break-words">{token.text}</code>
      );
    case "br":
      return <br />;
    case "link":
      return <Linked token={token as Tokens.Link} file={file} />;
    case "text":
    case "escape":
      return partsOf(token).length > 0 ? within : token.text;
    default:
      return token.raw;
  }
}

function Linked({ token, file }: { token: Tokens.Link; file: string }): ReactNode {
  const within = <Inline tokens={token.tokens} file={file} />;
  const href = resolveLink(file, token.href);
  if (href === null) return within;
  return <TextLink href={href}>{within}</TextLink>;
}
