import "server-only";
import { Body, Button, Container, Head, Heading, Html, Link, Preview, Text } from "@react-email/components";
import { render } from "@react-email/render";
import { Fragment } from "react";
import type { Letter } from "./core/letter";

const INK = "#16211f";
const ACCENT = "#0b5a5c";
const body = { fontSize: "16px", lineHeight: "24px", whiteSpace: "pre-line" } as const;
const page = { backgroundColor: "#faf9f6", color: INK, fontFamily: "Inter, Helvetica, Arial, sans-serif" };
const sheet = { margin: "0 auto", maxWidth: "520px", padding: "32px 24px" };
const link = { color: ACCENT, wordBreak: "break-all" } as const;
const button = { backgroundColor: ACCENT, borderRadius: "8px", color: "#ffffff", padding: "12px 20px" };
const ADDRESS = /(https?:\/\/[^\s<>"]+[^\s<>".,;])/g;

/** Colours stand in the elements themselves, which every reader obeys; a rule has to overrule them. */
const DARK = `@media (prefers-color-scheme: dark) {
  .page { background-color: #121918 !important; color: #ecebe7 !important; }
  .link { color: #7ccfcc !important; }
  .button { background-color: #7ccfcc !important; color: #0d1a1a !important; }
}`;

const Address = ({ url }: { url: string }) => (
  <Link href={url} className="link" style={link}>
    {url}
  </Link>
);

/** Plain words with their addresses made into links. */
function Paragraph({ text }: { text: string }) {
  return (
    <Text style={body}>
      {text.split(ADDRESS).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once to a string; equal parts may stand twice in a text
        <Fragment key={`${at}-${part}`}>{part.startsWith("http") ? <Address url={part} /> : part}</Fragment>
      ))}
    </Text>
  );
}

/** The button, and its address for who cannot press it. */
function Action({ label, url }: NonNullable<Letter["action"]>) {
  return (
    <>
      <Button href={url} className="button" style={button}>
        {label}
      </Button>
      <Text style={{ fontSize: "13px", lineHeight: "20px" }}>
        <Address url={url} />
      </Text>
    </>
  );
}

function Mail({ locale, subject, text, action }: Letter) {
  const paragraphs = text.split("\n\n");
  const ending = action && `\n${action.url}`;
  return (
    <Html lang={locale}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{DARK}</style>
      </Head>
      <Preview>{paragraphs[1] ?? subject}</Preview>
      <Body className="page" style={page}>
        <Container style={sheet}>
          <Heading style={{ fontSize: "20px", lineHeight: "28px" }}>{subject}</Heading>
          {paragraphs.map((paragraph) =>
            ending && paragraph.endsWith(ending) ? (
              <Fragment key={paragraph}>
                <Paragraph text={paragraph.slice(0, -ending.length)} />
                <Action {...action} />
              </Fragment>
            ) : (
              <Paragraph key={paragraph} text={paragraph} />
            ),
          )}
        </Container>
      </Body>
    </Html>
  );
}

/** The HTML of one mail, from the same words as its text: no picture, nothing fetched, nothing counted. */
export const renderMail = (letter: Letter): Promise<string> => render(<Mail {...letter} />);
