/** A mail's one button. Its address stands in the text as well, alone on the last line of a paragraph. */
export type MailAction = { label: string; url: string };

/** What a mail says; `locale` is the language it is written in. */
export type Letter = { locale: string; subject: string; text: string; action: MailAction | null };
