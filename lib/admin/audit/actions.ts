"use server";

import { z } from "zod";
import { userAction } from "../../http/action";
import { verifyLog } from "./verification";

export const verifyAuditLog = userAction(
  { right: "view_audit_log", input: z.strictObject({}) },
  ({ db, actor }) => verifyLog(db, actor),
);
