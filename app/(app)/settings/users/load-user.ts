import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getUserDetail, type UserDetail } from "@/lib/admin/users";
import { AppError } from "@/lib/core/errors";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";

/** Next 16 leaves the marker of an intercepting route, once or twice, in the parameter it hands to the page. */
const withoutMarker = (id: string): string => id.replace(/^(\(\.\))+/, "");

/** One user as the panel and the page show them, for whoever is looking; `not found` for anybody else's user. */
export const loadUser = cache(async (id: string): Promise<{ detail: UserDetail; workspace: string }> => {
  const subject = await requirePage("full");
  try {
    const detail = await getUserDetail(database(), subject, withoutMarker(id));
    return { detail, workspace: subject.workspace.name };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});
