import { asOwner } from "../../lib/db/client";
import { clearDemoData } from "../demo/clear";

export async function clearDemo(): Promise<string> {
  const removed = await asOwner(clearDemoData);
  return removed === 0
    ? "There are no demo workspaces here."
    : `Removed ${removed} demo workspaces with everything in them.`;
}
