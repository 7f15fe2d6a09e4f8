import "server-only";
import type { GraphQLSchema } from "graphql";
import { builder } from "./builder";
import "./users/fields";
import "./factors/fields";
import "./requirements/fields";
import "./policies/fields";
import "./status/fields";
import "./recovery/fields";
import "./logs/fields";
import "./jobs/fields";
import "./webhooks/fields";
import "./status/subscription";
import "./two-factor/fields";

builder.queryType({ description: "What there is to read" });
builder.mutationType({ description: "What there is to do, by the rules of the screens" });

builder.subscriptionType({ description: "What happens, as it happens" });

const holder: { schema?: GraphQLSchema } = {};

/** The schema of `/api/graphql`. */
export const graphqlSchema = (): GraphQLSchema => (holder.schema ??= builder.toSchema());
