/** What one call may ask for at most. The figures are documented in `docs/api/graphql.md`. */
export const LIMITS = {
  /** Fields within fields. */
  depth: 10,
  /** Aliases of one document, however they are spread over fragments. */
  aliases: 30,
  /** One for each field, times the length of every list that it stands in. */
  cost: 10_000,
  /** What a connection without `first` is taken for, as it answers. */
  usualPage: 50,
  /** What a list that takes no `first` is taken for. */
  usualLength: 10,
  /** Words and signs of one document. */
  tokens: 2_000,
  bytes: 64 * 1_024,
  /** Subscriptions that one caller holds open at once. */
  subscriptions: 5,
} as const;
