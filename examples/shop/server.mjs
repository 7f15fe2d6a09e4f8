import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { begun, done, refused } from "./deeds.mjs";
import { page } from "./pages.mjs";
import { signOutAddress } from "./provider.mjs";
import { settings } from "./settings.mjs";
import { end, visitOf } from "./visits.mjs";

const STYLE = readFileSync(new URL("style.css", import.meta.url));

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(settings.issuer).origin}; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
};

const MOST_BYTES = 10_000;

async function formOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MOST_BYTES) throw new Error("the form is too long");
  }
  return new URLSearchParams(text);
}

/** Forms come from the shop's own pages alone. */
const isOwn = (request) => request.headers.origin === new URL(settings.home).origin;

const go = (response, to) => response.writeHead(303, { location: to }).end();

const ROUTES = {
  "GET /": (request, response) => {
    const visit = visitOf(request, response);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page(visit));
    visit.notice = null;
  },
  "GET /style.css": (_request, response) => {
    response.setHeader("content-type", "text/css");
    response.end(STYLE);
  },
  "GET /callback": async (request, response) => {
    const visit = visitOf(request, response);
    await done(visit, request.url, response).catch((error) => refused(visit, error));
    go(response, "/");
  },
  "POST /sign-in": async (request, response) =>
    go(response, await begun(visitOf(request, response), "sign-in")),
  "POST /pay": async (request, response) => go(response, await begun(visitOf(request, response), "pay")),
  "POST /address": async (request, response) => {
    const address = (await formOf(request)).get("address")?.trim().slice(0, 200) ?? "";
    go(response, await begun(visitOf(request, response), "address", { address }));
  },
  "POST /sign-out": async (request, response) => {
    const { person } = visitOf(request, response);
    end(request);
    go(response, person ? await signOutAddress(person.idToken) : "/");
  },
};

async function answer(request, response) {
  const { pathname } = new URL(request.url, settings.home);
  const route = ROUTES[`${request.method} ${pathname}`];
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!route) return response.writeHead(404).end("There is nothing here.");
  if (request.method === "POST" && !isOwn(request)) return response.writeHead(403).end("Not from the shop.");
  return route(request, response);
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(502, { "content-type": "text/plain" });
    response.end(`The shop could not reach ${settings.issuer}. Is it running?`);
  });
}).listen(settings.port, "127.0.0.1", () => console.log(`The shop is open at ${settings.home}`));
