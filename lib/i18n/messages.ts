import { de } from "@/messages/de";
import { en } from "@/messages/en";
import type { Locale } from "./config";

export type Messages = typeof en;

/** All words on screen and in mail, by language; every language has the keys of English (messages.test.ts). */
export const MESSAGES: Record<Locale, Messages> = { en, de };
