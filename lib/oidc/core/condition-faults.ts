/** What CEL says is wrong with a condition, by kinds that a screen has words for. */
export const CONDITION_FAULTS = [
  "ends_early",
  "unexpected",
  "open_string",
  "wrong_number",
  "wrong_escape",
  "reserved",
  "too_large",
  "unknown_variable",
  "no_such_field",
  "no_such_function",
  "no_such_operator",
  "not_true_or_false",
  "mixed_kinds",
  "no_list",
  "wrong_index",
  "wrong_macro",
  "missing",
  "wrong_kind",
  "out_of_range",
  "by_zero",
  "too_big",
  "not_converted",
] as const;
export type ConditionFaultKind = (typeof CONDITION_FAULTS)[number];

/** By the codes of `@marcbachmann/cel-js`; one that is not here is told in its own words. */
const KINDS: Record<string, ConditionFaultKind> = {
  unexpected_token: "unexpected",
  expected_token: "unexpected",
  unexpected_character: "unexpected",
  unterminated_string: "open_string",
  unterminated_triple_quoted_string: "open_string",
  newline_in_string: "open_string",
  invalid_number: "wrong_number",
  invalid_integer: "wrong_number",
  invalid_hex_integer: "wrong_number",
  invalid_exponent: "wrong_number",
  invalid_escape_sequence: "wrong_escape",
  invalid_unicode_escape: "wrong_escape",
  invalid_unicode_surrogate: "wrong_escape",
  invalid_hex_escape: "wrong_escape",
  invalid_octal_escape: "wrong_escape",
  octal_escape_out_of_range: "wrong_escape",
  bytes_unicode_escape: "wrong_escape",
  reserved_identifier: "reserved",
  limit_exceeded: "too_large",
  unknown_variable: "unknown_variable",
  no_matching_overload: "no_such_function",
  no_such_overload: "no_such_operator",
  invalid_comparison_type: "no_such_operator",
  invalid_logical_operand: "not_true_or_false",
  invalid_condition_type: "not_true_or_false",
  heterogeneous_list_element: "mixed_kinds",
  heterogeneous_map_key: "mixed_kinds",
  heterogeneous_map_value: "mixed_kinds",
  incompatible_ternary_branches: "mixed_kinds",
  invalid_comprehension_range: "no_list",
  cannot_index_type: "wrong_index",
  invalid_index_type: "wrong_index",
  invalid_macro_argument: "wrong_macro",
  field_type_mismatch: "wrong_kind",
  list_item_type_mismatch: "wrong_kind",
  variable_type_mismatch: "wrong_kind",
  invalid_list_element_type: "wrong_kind",
  index_out_of_bounds: "out_of_range",
  index_out_of_range: "out_of_range",
  division_by_zero: "by_zero",
  modulo_by_zero: "by_zero",
  numeric_overflow: "too_big",
  bool_conversion_error: "not_converted",
  double_conversion_error: "not_converted",
  int_conversion_error: "not_converted",
  uint_conversion_error: "not_converted",
  invalid_timestamp: "not_converted",
  invalid_duration: "not_converted",
};

/** `what`: the part of the condition that it is about, as it is written; empty where it is about none. */
export type ConditionFault = { kind: ConditionFaultKind; what: string };

const LONGEST_PART = 60;

type CelError = { code?: unknown; range?: { start: number; end: number } };

/**
 * The kind of what CEL says; null: one that there are no words for. `isRunning`: it was said of values, not of the text: then a
 * field that is not there is missing, not misspelt.
 */
export function faultOf(text: string, error: unknown, isRunning: boolean): ConditionFault | null {
  const { code, range } = (error ?? {}) as CelError;
  const kind = kindOf(code, isRunning);
  if (kind === null) return null;
  const part = range ? text.slice(range.start, range.end).trim() : "";
  const what = part.length > LONGEST_PART ? `${part.slice(0, LONGEST_PART - 1)}…` : part;
  return { kind: kind === "unexpected" && what === "" ? "ends_early" : kind, what };
}

function kindOf(code: unknown, isRunning: boolean): ConditionFaultKind | null {
  if (code === "no_such_key") return isRunning ? "missing" : "no_such_field";
  return typeof code === "string" && Object.hasOwn(KINDS, code) ? (KINDS[code] ?? null) : null;
}
