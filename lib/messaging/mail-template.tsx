import "server-only";
import { Body, Container, Head, Heading, Html, Link, Preview, Text } from "@react-email/components";
import { render } from "@react-email/render";
import { Fragment } from "react";

const INK = "#16211f";
const ACCENT = "#0b5a5c";
const page = { backgroundColor: "#faf9f6", color: INK, fontFamily: "Inter, Helvetica, Arial, sans-serif" };
const sheet = { margin: "0 auto", maxWidth: "520px", padding: "32px 24px" };
const ADDRESS = /(https?:\/\/[^\s<>"]+[^\s<>".,;])/g;

/** Plain words with their addresses made into links. */
function Paragraph({ text }: { text: string }) {
  return (
    <Text style={{ fontSize: "16px", lineHeight: "24px", whiteSpace: "pre-line" }}>
      {text.split(ADDRESS).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once to a string; equal parts may stand twice in a text
        <Fragment key={`${at}-${part}`}>
          {part.startsWith("http") ? (
            <Link href={part} style={{ color: ACCENT, wordBreak: "break-all" }}>
              {part}
            </Link>
          ) : (
            part
          )}
        </Fragment>
      ))}
    </Text>
  );
}

function Mail({ subject, text }: { subject: string; text: string }) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{text.split("\n\n")[1] ?? subject}</Preview>
      <Body style={page}>
        <Container style={sheet}>
          <Heading style={{ fontSize: "20px", lineHeight: "28px" }}>{subject}</Heading>
          {text.split("\n\n").map((paragraph) => (
            <Paragraph key={paragraph} text={paragraph} />
          ))}
        </Container>
      </Body>
    </Html>
  );
}

/** The HTML of one mail, from the same words as its text: no picture, nothing fetched, nothing counted. */
export const renderMail = (subject: string, text: string): Promise<string> =>
  render(<Mail subject={subject} text={text} />);
