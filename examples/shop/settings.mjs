const port = Number(process.env.PORT ?? 4400);

/** What the shop is told from outside. By itself it is Sallyport's demo client on this machine. */
export const settings = {
  port,
  home: process.env.SHOP_URL ?? `http://localhost:${port}/`,
  issuer: process.env.ISSUER ?? "http://localhost:3000",
  clientId: process.env.CLIENT_ID ?? "demo-shop",
  clientSecret: process.env.CLIENT_SECRET ?? "demo-shop-secret-2026",
};
