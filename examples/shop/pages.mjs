import { settings } from "./settings.mjs";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (value) => String(value ?? "").replace(/[&<>"']/g, (sign) => ESCAPES[sign]);

const ITEMS = [
  { name: "Brass compass", cents: 3_400 },
  { name: "Storm lantern", cents: 5_250 },
  { name: "Tin of ship's biscuit", cents: 490 },
];
const euros = (cents) =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency: "EUR" }).format(cents / 100);
const TOTAL = euros(ITEMS.reduce((sum, { cents }) => sum + cents, 0));

const button = (action, words, kind = "") =>
  `<form method="post" action="/${action}"><button class="${kind}">${text(words)}</button></form>`;

const order = ({ number, isPaid }) => `
<section aria-labelledby="order">
  <h2 id="order">Order ${number} <span class="state ${isPaid ? "good" : ""}">${isPaid ? "Paid" : "To be paid"}</span></h2>
  <table>
    <thead class="unseen"><tr><th scope="col">Item</th><th scope="col">Price</th></tr></thead>
    <tbody>
      ${ITEMS.map(({ name, cents }) => `<tr><td>${text(name)}</td><td>${euros(cents)}</td></tr>`).join("")}
    </tbody>
    <tfoot><tr><th scope="row">Total</th><td>${TOTAL}</td></tr></tfoot>
  </table>
  ${isPaid ? "" : `${button("pay", `Pay ${TOTAL}`)}<p class="hint">Paying takes a second factor: the shop asks for the scope <code>payment</code>.</p>`}
</section>`;

const delivery = (address) => `
<section aria-labelledby="delivery">
  <h2 id="delivery">Delivery</h2>
  <p>To <strong>${text(address)}</strong></p>
  <form method="post" action="/address">
    <label for="address">New address</label>
    <input id="address" name="address" required maxlength="200" autocomplete="street-address">
    <button class="quiet">Change the address</button>
  </form>
  <p class="hint">Whoever changes it proves a second factor again, unless one was proved in the last minute: the shop asks for <code>max_age=60</code>.</p>
</section>`;

const MOMENTS = ["auth_time", "iat", "exp"];
const shown = (name, value) => {
  if (MOMENTS.includes(name)) return `${value} (${new Date(value * 1_000).toISOString()})`;
  return typeof value === "object" ? JSON.stringify(value) : value;
};

const claims = (title, id, values) => `
<section aria-labelledby="${id}">
  <h3 id="${id}">${title}</h3>
  <dl>
    ${Object.entries(values)
      .map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(shown(name, value))}</dd></div>`)
      .join("")}
  </dl>
</section>`;

const inside = ({ person, order: ordered, address }) => `
<p class="who">Signed in as <strong>${text(person.user.name ?? person.claims.sub)}</strong>,
  level <strong>${text(person.claims.acr)}</strong></p>
${order(ordered)}
${delivery(address)}
<details>
  <summary>What the tokens say</summary>
  ${claims("ID token", "id-token", person.claims)}
  ${claims("Userinfo", "userinfo", person.user)}
  ${claims("Access token, introspected", "access-token", person.access)}
</details>`;

const outside = () => `
<p>Everything for a small boat. Sign in to see your order.</p>
${button("sign-in", "Sign in")}
<p class="hint">You are sent to <code>${text(settings.issuer)}</code>; the shop never sees your password.</p>`;

const note = ({ tone, text: words }) =>
  `<p class="notice ${tone}" role="${tone === "danger" ? "alert" : "status"}">${text(words)}</p>`;

/** The shop's one page, as the visit stands. */
export const page = (visit) => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Harbour supplies</title>
  <link rel="stylesheet" href="/style.css">
  <link rel="icon" href="data:,">
</head>
<body>
  <header><span>Harbour supplies</span>${visit.person ? button("sign-out", "Sign out", "quiet") : ""}</header>
  <main>
    <h1>${visit.person ? "Your order" : "Harbour supplies"}</h1>
    ${visit.notice ? note(visit.notice) : ""}
    ${visit.person ? inside(visit) : outside()}
  </main>
</body>
</html>`;
