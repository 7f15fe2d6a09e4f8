import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { LIMITS } from "./limits";

export type Measure = { depth: number; aliases: number; cost: number };

const NOTHING: Measure = { depth: 0, aliases: 0, cost: 0 };
/** What cannot be measured passes every limit. */
const ENDLESS: Measure = {
  depth: Number.POSITIVE_INFINITY,
  aliases: Number.POSITIVE_INFINITY,
  cost: Number.POSITIVE_INFINITY,
};
const LONGEST_PAGE = 100;

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

/**
 * How deep, how aliased and how dear a document is, all of its operations together. A fragment is measured once, so that the
 * time it takes grows with the document and not with what the document unfolds to; one that holds itself is endless. Schema
 * questions (`__schema`, `__type`) cost one: the depth of theirs is bounded by `MaxIntrospectionDepthRule`.
 */
export function measure(schema: GraphQLSchema, document: DocumentNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const known = new Map<string, Measure>();

  const ofFragment = (name: string): Measure => {
    const found = known.get(name);
    if (found) return found;
    known.set(name, ENDLESS);
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const result = fragment && isCompositeType(type) ? ofSelections(fragment.selectionSet, type) : NOTHING;
    known.set(name, result);
    return result;
  };

  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLCompositeType): Measure => {
    const parts = selections.map((selection): Measure => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
        return ofSelections(selection.selectionSet, isCompositeType(type) ? type : parent);
      }
      const aliases = selection.alias ? 1 : 0;
      const field = isObjectType(parent) ? parent.getFields()[selection.name.value] : undefined;
      const type = field && getNamedType(field.type);
      if (!field || !selection.selectionSet || !isCompositeType(type)) return { depth: 1, aliases, cost: 1 };
      const inner = ofSelections(selection.selectionSet, type);
      const first = selection.arguments?.find(({ name }) => name.value === "first")?.value;
      const takesFirst = field.args.some(({ name }) => name === "first");
      const asked = first?.kind === Kind.INT ? Number(first.value) : first ? LONGEST_PAGE : LIMITS.usualPage;
      const times = takesFirst
        ? Math.max(1, asked)
        : isList(field.type) && !isPage(parent.name)
          ? LIMITS.usualLength
          : 1;
      return { depth: inner.depth + 1, aliases: inner.aliases + aliases, cost: 1 + times * inner.cost };
    });
    return parts.reduce(
      (sum, part) => ({
        depth: Math.max(sum.depth, part.depth),
        aliases: sum.aliases + part.aliases,
        cost: sum.cost + part.cost,
      }),
      NOTHING,
    );
  };

  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operations.reduce((sum, { operation, selectionSet }) => {
    const root = schema.getRootType(operation);
    const part = root ? ofSelections(selectionSet, root) : NOTHING;
    return {
      depth: Math.max(sum.depth, part.depth),
      aliases: sum.aliases + part.aliases,
      cost: sum.cost + part.cost,
    };
  }, NOTHING);
}

/** The lists of a connection are as long as its `first` said. */
const isPage = (typeName: string): boolean => typeName.endsWith("Connection");

/** How many fields of the root an operation runs, each alias for itself: what its attempts are counted by. */
export function countRootFields(document: DocumentNode, operationName: string | null | undefined): number {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet] as const] : [],
    ),
  );
  const count = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + count(selection.selectionSet);
      return sum + count(fragments.get(selection.name.value));
    }, 0);
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const chosen = operations.find(({ name }) => !operationName || name?.value === operationName);
  return count(chosen?.selectionSet);
}
