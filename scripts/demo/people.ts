/** What the demo's people are like. Times are days before now; a negative one is ahead. */
export type Person = {
  email: string;
  name: string;
  role?: "owner" | "administrator" | "member";
  canManage?: boolean;
  factor?: "totp";
  isRequired?: boolean;
  policy?: "Default" | "Privileged";
  exempt?: { reason: string; days: number };
  isInvited?: boolean;
  isBlocked?: boolean;
};

/** The accounts that README and tests name. */
export const NAMED: Person[] = [
  { email: "owner@acme.example", name: "Olivia Okafor", role: "owner", factor: "totp" },
  {
    email: "admin@acme.example",
    name: "Ada Byron",
    role: "administrator",
    canManage: true,
    factor: "totp",
    isRequired: true,
  },
  { email: "nomfa-admin@acme.example", name: "Noah Berg", role: "administrator", canManage: true },
  { email: "member@acme.example", name: "Mina Park" },
  { email: "required@acme.example", name: "Rosa Delgado", isRequired: true },
  { email: "active@acme.example", name: "Arun Mehta", factor: "totp", isRequired: true },
  { email: "chosen@acme.example", name: "Chloé Laurent", factor: "totp" },
  {
    email: "exempt@acme.example",
    name: "Emil Novák",
    isRequired: true,
    exempt: { reason: "Hardware key is on its way", days: 30 },
  },
  { email: "privileged@acme.example", name: "Priya Nair", policy: "Privileged" },
  { email: "upgrade@acme.example", name: "Uwe Lindner", factor: "totp", policy: "Privileged" },
];

const CROWD = [
  "Adaeze Obi",
  "Aiko Tanaka",
  "Alejandro Ruiz",
  "Anna Kowalska",
  "Anton Weber",
  "Beatriz Silva",
  "Ben Carter",
  "Camila Torres",
  "Carl Ruiz",
  "Dana Levy",
  "Davide Conti",
  "Elif Yılmaz",
  "Emma Fischer",
  "Farid Haddad",
  "Fatou Diop",
  "Freya Larsen",
  "Georgi Petrov",
  "Grace Mwangi",
  "Hanna Virtanen",
  "Hiroshi Mori",
  "Ines Marques",
  "Ivan Horvat",
  "Jana Svobodová",
  "Jonas Vogel",
  "Kofi Mensah",
  "Laila Rahman",
  "Lars Eriksen",
  "Léa Martin",
  "Liam O’Connor",
  "Magdalena Anna Katharina von Hohenfels-Rittersdorf",
  "Marco Rossi",
  "Maya Cohen",
  "Nadia Benali",
  "Nils Bakker",
  "Oksana Koval",
  "Paolo Greco",
  "Quynh Nguyen",
  "Sofia Papadaki",
  "Tomás Vega",
  "Zoë Maes",
];

const ascii = (text: string): string =>
  text
    .replace("ı", "i")
    .normalize("NFKD")
    .replace(/[^\p{ASCII}]/gu, "");

const addressOf = (name: string): string => {
  const words = ascii(name)
    .toLowerCase()
    .replace(/[^a-z ]/g, "")
    .split(" ");
  return `${words[0]}.${words.at(-1)}@acme.example`;
};

/** Forty more, over all states. */
const crowd = (): Person[] =>
  CROWD.map((name, at) => ({
    email: addressOf(name),
    name,
    role: at % 13 === 5 ? "administrator" : "member",
    ...(at % 4 === 0 || at % 7 === 3 ? { factor: "totp" as const } : {}),
    ...(at % 3 === 0 ? { isRequired: true } : {}),
    ...(at % 11 === 7 ? { policy: "Privileged" as const } : {}),
    ...(at % 17 === 9 ? { exempt: { reason: "On parental leave", days: 60 } } : {}),
    ...(at % 19 === 4 ? { isInvited: true, factor: undefined } : {}),
    ...(at % 23 === 11 ? { isBlocked: true } : {}),
  }));

export const acmePeople = (): Person[] => [...NAMED, ...crowd()];

export const GLOBEX: Person[] = [
  { email: "owner@globex.example", name: "Greta Olsen", role: "owner" },
  { email: "member@globex.example", name: "Gustav Ek" },
];
