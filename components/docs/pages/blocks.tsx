import type { Token, Tokens } from "marked";
import type { ReactNode } from "react";
import { slugger } from "@/lib/docs/slugs";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table";
import { CodeBlock } from "./code-block";
import { Inline } from "./inline";

type Props<T> = { token: T; file: string };

/** The parts of a page one below the other. What is no kind of text that our pages are written in is left out, HTML with it. */
export function Blocks({
  tokens,
  file,
  slug = slugger(),
}: {
  tokens: readonly Token[];
  file: string;
  slug?: (text: string) => string;
}): ReactNode {
  return tokens.map((token, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a page's parts never change their order
    <Block key={at} token={token} file={file} slug={slug} />
  ));
}

function Block({ token, file, slug }: Props<Token> & { slug: (text: string) => string }): ReactNode {
  switch (token.type) {
    case "heading":
      return (
        <Heading token={token as Tokens.Heading} file={file} id={slug(plainOf(token as Tokens.Heading))} />
      );
    case "paragraph":
      return (
        <p className="my-3 max-w-[68ch]">
          <Inline tokens={(token as Tokens.Paragraph).tokens} file={file} />
        </p>
      );
    case "code":
      return <CodeBlock code={token.text} language={token.lang ?? ""} />;
    case "list":
      return <List token={token as Tokens.List} file={file} />;
    case "table":
      return <DocTable token={token as Tokens.Table} file={file} />;
    case "blockquote":
      return (
        <blockquote className="my-3 border-l-2 border-line pl-4 text-muted">
          <Blocks tokens={(token as Tokens.Blockquote).tokens} file={file} slug={slug} />
        </blockquote>
      );
    case "text":
      return (
        <p>
          <Inline tokens={(token as Tokens.Text).tokens ?? [token]} file={file} />
        </p>
      );
    case "hr":
      return <hr className="my-6 border-line" />;
    default:
      return null;
  }
}

const plainOf = ({ tokens }: Tokens.Heading): string =>
  tokens.map((token) => ("text" in token ? String(token.text) : token.raw)).join("");

const LOOKS = {
  1: "text-xl font-semibold",
  2: "mt-10 border-t border-line pt-6 text-base font-semibold",
  3: "mt-6 text-sm font-semibold",
} as const;

function Heading({ token, file, id }: Props<Tokens.Heading> & { id: string }): ReactNode {
  const depth = token.depth === 1 || token.depth === 2 ? token.depth : 3;
  const Tag = `h${depth}` as const;
  const words = <Inline tokens={token.tokens} file={file} />;
  return (
    <Tag id={id} className={`mb-3 scroll-mt-4 ${LOOKS[depth]}`}>
      {depth === 1 ? (
        words
      ) : (
        <a href={`#${id}`} className="rounded-sm hover:underline max-sm:block max-sm:py-3">
          {words}
        </a>
      )}
    </Tag>
  );
}

function List({ token, file }: Props<Tokens.List>): ReactNode {
  const Tag = token.ordered ? "ol" : "ul";
  return (
    <Tag
      className={`my-3 flex max-w-[68ch] flex-col gap-2 pl-5 ${token.ordered ? "list-decimal" : "list-disc"}`}
    >
      {token.items.map((item) => (
        <li key={item.raw} className="min-w-0 [&>p]:my-0 [&>p+p]:mt-2">
          <Blocks tokens={item.tokens} file={file} />
        </li>
      ))}
    </Tag>
  );
}

const WRAPPED = "max-w-none py-2 align-top whitespace-normal sm:max-w-none";

function DocTable({ token, file }: Props<Tokens.Table>): ReactNode {
  const isHeaded = token.header.some(({ text }) => text.trim() !== "");
  return (
    <div className="my-4">
      <Table isRead>
        {isHeaded && (
          <TableHeader className="static">
            <TableRow>
              {token.header.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never change their order
                <TableHead key={at}>
                  <Inline tokens={cell.tokens} file={file} />
                </TableHead>
              ))}
            </TableRow>
          </TableHeader>
        )}
        <TableBody>
          {token.rows.map((row) => (
            <TableRow key={row.map(({ text }) => text).join("|")}>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never change their order
                <TableCell key={at} className={WRAPPED}>
                  <p className="[overflow-wrap:break-word]">
                    <Inline tokens={cell.tokens} file={file} />
                  </p>
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
