import "server-only";
import { AppError } from "../../core/errors";
import { builder } from "./builder";

const MOST = 100;
const USUAL = 50;

/** A page of a list, and how to count the whole of it where that is asked for. */
export type Page<N> = {
  edges: { node: N; cursor: string }[];
  hasNextPage: boolean;
  count?: () => Promise<number>;
};

type Info = { endCursor: string | null; hasNextPage: boolean };

const PageInfo = builder.objectRef<Info>("PageInfo").implement({
  fields: (t) => ({
    endCursor: t.exposeString("endCursor", { nullable: true }),
    hasNextPage: t.exposeBoolean("hasNextPage"),
  }),
});

/** Page type of a list by Relay's cursor connections, forward alone. `isCounted`: it can say how many there are in all. */
export function connectionOf<N>(name: string, node: unknown, isCounted: boolean) {
  const Edge = builder.objectRef<{ node: N; cursor: string }>(`${name}Edge`).implement({
    fields: (t) =>
      ({
        cursor: t.exposeString("cursor"),
        node: t.field({ type: node, resolve: (edge: { node: N }) => edge.node } as never),
      }) as never,
  });
  return builder.objectRef<Page<N>>(`${name}Connection`).implement({
    fields: (t) =>
      ({
        edges: t.field({ type: [Edge], resolve: ({ edges }) => edges }),
        nodes: t.field({
          type: [node],
          resolve: ({ edges }: Page<N>) => edges.map((edge) => edge.node),
        } as never),
        pageInfo: t.field({
          type: PageInfo,
          resolve: ({ edges, hasNextPage }) => ({ endCursor: edges.at(-1)?.cursor ?? null, hasNextPage }),
        }),
        ...(isCounted ? { totalCount: t.int({ resolve: ({ count }) => count?.() ?? 0 }) } : {}),
      }) as never,
  });
}

/** How long a page is to be. Throws `invalid_input`. */
export function lengthOf(first: number | null | undefined): number {
  const length = first ?? USUAL;
  if (length >= 1 && length <= MOST) return length;
  throw new AppError("invalid_input", { fields: { first: `1 to ${MOST}` } });
}
