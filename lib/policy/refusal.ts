import { AppError, type ErrorCode } from "../core/errors";
import type { EnforcePermission, Refusal } from "./core/loosen";

const CODES: Record<Refusal, ErrorCode> = {
  required_by_administrator: "required_by_administrator",
  last_accepted_factor: "required_by_administrator",
  last_factor: "last_factor",
  push_needs_another: "push_needs_another",
  factor_not_accepted: "method_not_available",
  factor_not_enrollable: "method_not_available",
  credential_unknown: "not_found",
  right_missing: "missing_right",
  higher_role: "missing_right",
  on_yourself: "own_requirement",
  set_up_yours_first: "set_up_yours_first",
  prove_yours_first: "step_up_required",
};

/** The error that carries a refusal of `policy/core/loosen` out. */
export const refusalError = (reason: Refusal): AppError =>
  new AppError(CODES[reason], {
    log: { reason },
    ...(reason === "set_up_yours_first" ? { flowUrl: "/settings/two-factor" } : {}),
  });

/** A67: goes on where the actor satisfies the rule themselves. Throws `step_up_required` with what would do, `set_up_yours_first`. */
export function requireOwnSatisfied(permission: EnforcePermission): void {
  if (permission.allowed) return;
  if (permission.reason === "prove_yours_first" && "factors" in permission)
    throw new AppError("step_up_required", { challenge: permission.factors });
  throw refusalError(permission.reason);
}
