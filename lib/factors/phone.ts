import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** `number` in E.164; `country` ISO 3166-1 alpha-2. */
export type Phone = { number: string; country: string };

/** A number that can get a text message, as typed with or without its country code; null: it is none. */
export function parsePhone(text: string, country: string): Phone | null {
  const assumed = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(text.normalize("NFKC"), assumed);
  if (!parsed?.isValid() || !parsed.country || parsed.ext) return null;
  const canGetText = [undefined, "MOBILE", "FIXED_LINE_OR_MOBILE"].includes(parsed.getType());
  return canGetText ? { number: parsed.number, country: parsed.country } : null;
}

/** What is shown of a number anywhere: its country code and its last two digits. */
export function maskPhone(number: string): string {
  const parsed = parsePhoneNumberFromString(number);
  return `+${parsed?.countryCallingCode ?? ""} ••• ••• ${number.slice(-2)}`;
}

/** Whether text messages can be sent to a country at all (ISO 3166-1 alpha-2). */
export const isPhoneCountry = (country: string): boolean => isSupportedCountry(country);
