import "server-only";
import {
  type ExecutionArgs,
  GraphQLError,
  type ParseOptions,
  parse,
  type Source,
  type ValidationContext,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { AppError } from "../../core/errors";
import { countCalls, requireRoom } from "../rest/guard";
import type { Context } from "./context";
import { isOurs, toGraphQLError } from "./errors";
import { LIMITS } from "./limits";
import { countRootFields, measure } from "./measure";

/** Refuses a document that asks for too much, before anything of it is run. */
function withinLimits(context: ValidationContext) {
  const { depth, aliases, cost } = measure(context.getSchema(), context.getDocument());
  const report = (what: string, most: number) =>
    context.reportError(new GraphQLError(`This asks for too much: ${what}. At most ${most} are answered.`));
  if (depth > LIMITS.depth) report("fields within fields", LIMITS.depth);
  if (aliases > LIMITS.aliases) report("aliases", LIMITS.aliases);
  if (cost > LIMITS.cost) report("cost", LIMITS.cost);
  return {};
}

export const limits: Plugin = {
  onParse: ({ setParseFn }) =>
    setParseFn((source: string | Source, options?: ParseOptions) =>
      parse(source, { ...options, maxTokens: LIMITS.tokens }),
    ),
  onValidate: ({ addValidationRule }) => addValidationRule(withinLimits),
};

/** Counts each field of the root as one call (the door counted the first), and refuses all of them where there is no room. */
async function countFields({
  document,
  operationName,
  contextValue,
}: ExecutionArgs): Promise<GraphQLError | null> {
  const { db, visitor, admitted } = contextValue as Context;
  const more = countRootFields(document, operationName) - 1;
  try {
    if (more > 0) Object.assign(admitted, await countCalls(db, visitor.caller, more));
    requireRoom(admitted);
    return null;
  } catch (error) {
    const refused = toGraphQLError(error);
    if (error instanceof AppError) refused.extensions.http = { status: error.status };
    return refused;
  }
}

export const counting: Plugin = {
  onExecute: async ({ args, setResultAndStopExecution }) => {
    const refused = await countFields(args as ExecutionArgs);
    if (refused) setResultAndStopExecution({ errors: [refused] });
  },
  onSubscribe: async ({ args, setResultAndStopExecution }) => {
    const refused = await countFields(args as ExecutionArgs);
    if (refused) setResultAndStopExecution({ errors: [refused] });
  },
};

/** Every error leaves in one shape, those of the document too, which are not masked. */
export const translating: Plugin = {
  onResultProcess: ({ result, setResult }) => {
    if (Symbol.asyncIterator in result || Array.isArray(result)) return;
    const { errors } = result as { errors?: readonly GraphQLError[] };
    if (errors?.some((error) => !isOurs(error)))
      setResult({
        ...result,
        errors: errors.map((error) => (isOurs(error) ? error : toGraphQLError(error))),
      } as never);
  },
};
