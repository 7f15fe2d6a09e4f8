import { userQuerySchema } from "@/lib/admin/schema";
import { searchUsers } from "@/lib/admin/users";
import { AppError } from "@/lib/core/errors";
import { apiRoute } from "@/lib/http/route";

export const GET = apiRoute({}, async (request, { db, subject }) => {
  const query = userQuerySchema.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!query.success) {
    const fields = Object.fromEntries(
      query.error.issues.map(({ path }) => [path.join("."), "invalid_input"]),
    );
    throw new AppError("invalid_input", { fields });
  }
  const { policy, ...rest } = query.data;
  const page = await searchUsers(db, subject.workspace.id, { ...rest, policyId: policy });
  return Response.json(page, { headers: { "cache-control": "no-store" } });
});
