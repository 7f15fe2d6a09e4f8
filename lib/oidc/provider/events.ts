import "server-only";
import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { AuditAction } from "../../audit/core/events";
import { recordEvent } from "../../audit/service";
import { logger } from "../../core/logger";
import { database } from "../../db/client";
import { visitorOf } from "./visitor";

type Fault = Error & { error?: string; error_description?: string; error_detail?: string };

/** A refusal is on record in the workspace of the application that was refused; a stranger's is in nobody's. */
function record(action: AuditAction, ctx: KoaContextWithOIDC, fault: Fault): void {
  const workspaceId = ctx.oidc.client?.workspace_id;
  if (typeof workspaceId !== "string") return;
  const visitor = visitorOf(ctx.req);
  const isOfWorkspace = visitor.subject?.workspace.id === workspaceId;
  const work = recordEvent(database(), {
    workspaceId,
    action,
    result: "refused",
    actorId: isOfWorkspace ? (visitor.subject?.user.id ?? null) : null,
    targetId: ctx.oidc.client?.clientId ?? null,
    client: visitor.client,
    data: { error: fault.error, description: fault.error_description, detail: fault.error_detail },
  });
  visitor.pending.push(work);
}

/** Puts what the provider tells of into the audit log, and its faults into ours. */
export function listenTo(provider: Provider): void {
  provider.on("authorization.error", (ctx, fault) => record("authorization.refused", ctx, fault));
  provider.on("grant.error", (ctx, fault) => record("token.refused", ctx, fault));
  provider.on("server_error", (ctx, fault) => {
    logger().error({ requestId: visitorOf(ctx.req).client.requestId, err: fault }, "the provider failed");
  });
  provider.on("backchannel.error", (_ctx, fault, client) => {
    logger().warn(
      { clientId: client.clientId, err: fault },
      "an application could not be told of a sign-out",
    );
  });
}
