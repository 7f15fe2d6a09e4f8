"use client";

import { useQueryClient } from "@tanstack/react-query";

/** Has a user's panel, and the lists they stand in, read again. */
export function useRefreshUser(userId: string): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ["user", userId] });
    void client.invalidateQueries({ queryKey: ["users"] });
  };
}
