import "server-only";
import { createTransport, type Transporter } from "nodemailer";
import { env } from "../../core/env";
import { renderMail } from "../mail-template";
import { type Channel, PROVIDER_TIMEOUT_MS, RefusedForGood } from "./channel";

let transport: Transporter | undefined;

function connection(): Transporter {
  transport ??= createTransport(env().SMTP_URL, {
    connectionTimeout: PROVIDER_TIMEOUT_MS,
    greetingTimeout: PROVIDER_TIMEOUT_MS,
    socketTimeout: PROVIDER_TIMEOUT_MS * 2,
  } as never);
  return transport;
}

const host = (): string => new URL(env().APP_URL).hostname;

/**
 * By SMTP, as text and HTML. 5xx answers are final (RFC 5321 §4.2.1). Message-ID and date are the same at every try: a server
 * whose 250 we did not live to note gets the very same mail again (docs/adr/0013).
 */
export const mail: Channel = async ({ id, at, to, ...letter }) => {
  try {
    await connection().sendMail({
      from: env().MAIL_FROM ?? `Sallyport <no-reply@${host()}>`,
      to,
      subject: letter.subject ?? "",
      text: letter.text,
      html: await renderMail({ ...letter, subject: letter.subject ?? "" }),
      messageId: `<${id}@${host()}>`,
      date: at,
      headers: { "Auto-Submitted": "auto-generated", "Content-Language": letter.locale },
    });
  } catch (error) {
    const code = (error as { responseCode?: number }).responseCode ?? 0;
    if (code >= 500 && code < 600) throw new RefusedForGood(`SMTP ${code}`, { cause: error });
    throw error;
  }
};
