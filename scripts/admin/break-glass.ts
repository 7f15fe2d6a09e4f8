import { breakGlass } from "../../lib/admin/break-glass";
import { AppError } from "../../lib/core/errors";
import { database } from "../../lib/db/client";
import { normaliseEmail } from "../../lib/identity/core/email";

export async function breakGlassFor(argument: string): Promise<string> {
  const email = normaliseEmail(argument);
  if (!email) throw new Error("Say whom: npm run admin -- break-glass somebody@company.example");
  try {
    const { removed } = await breakGlass(database(), email);
    return `Removed ${removed} factors of ${email} and ended all sessions. The password and every requirement stay.`;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found")
      throw new Error(`Nobody has the address ${email}.`);
    throw error;
  }
}
