/**
 * Sends a form to the provider and answers where the browser is to go on. A form of the page itself would be held back by
 * `form-action` wherever the answer leads to another origin. Null: it was refused.
 */
export async function postAndFollow(address: string, fields: Record<string, string>): Promise<string | null> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(fields),
      redirect: "error",
    });
    const body: unknown = response.ok ? await response.json() : null;
    const location = (body as { location?: unknown } | null)?.location;
    return typeof location === "string" ? location : null;
  } catch {
    return null;
  }
}
