import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

/** Addresses of the OpenID provider, which one handler answers. */
const OIDC = [
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
  "/.well-known/jwks.json",
  "/authorize",
  "/authorize/:uid",
  "/oauth/:path*",
  "/userinfo",
  "/device/:uid",
  "/oidc/:path*",
];

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: [
    "@node-rs/argon2",
    "pino",
    "pg-boss",
    "oidc-provider",
    "@marcbachmann/cel-js",
    "web-push",
    "@graphql-yoga/render-graphiql",
  ],
  // Read when they are asked for
  outputFileTracingIncludes: { "/docs/**": ["./docs/**/*.md"] },
  images: { unoptimized: true },
  rewrites: async () => ({
    beforeFiles: OIDC.map((source) => ({ source, destination: `/api/oidc${source}` })),
    afterFiles: [],
    fallback: [],
  }),
  // Types, format and imports are `npm run check`'s; a build does not repeat them.
  typescript: { ignoreBuildErrors: true },
  experimental: { serverActions: { bodySizeLimit: "1mb" } },
};

export default createNextIntlPlugin("./lib/i18n/request.ts")(config);
