import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseName } from '../planning/response-names.js';

/** A field that an operation asks for and its viewer may not read. */
export interface Refusal {
  readonly coordinate: string;
  /** Its place as far as it is one place: up to the first list. */
  readonly path: readonly string[];
  /** The `@skip` and `@include` it stands under. */
  readonly conditions: readonly DirectiveNode[];
}

/** The operation as it may be executed, and what was taken out of it. */
export interface PermittedOperation {
  readonly document: DocumentNode;
  readonly refusals: readonly Refusal[];
}

/**
 * Takes out of an operation what is kept from its viewer. A field of an interface is asked for by the types that may be
 * read alone, when some of them may not. `alias` names the type name that stands where nothing else is left.
 */
export function permitted(
  schema: GraphQLSchema,
  document: DocumentNode,
  kept: ReadonlySet<string>,
  alias: string,
): PermittedOperation {
  if (kept.size === 0) return { document, refusals: [] };
  const stripping = new Stripping(schema, document, kept, alias);
  const definitions = document.definitions.map((definition) => stripping.definition(definition));
  return { document: { ...document, definitions }, refusals: stripping.refusals };
}

/** The errors of those refusals that these variables do not leave out. */
export function refusalErrors(
  refusals: readonly Refusal[],
  variables: Readonly<Record<string, unknown>>,
  code: 'UNAUTHENTICATED' | 'FORBIDDEN',
): GraphQLError[] {
  return refusals
    .filter(({ conditions }) => conditions.every((directive) => holds(directive, variables)))
    .map(
      ({ coordinate, path }) =>
        new GraphQLError(`You may not read ${coordinate}.`, { path, extensions: { code } }),
    );
}

class Stripping {
  readonly refusals: Refusal[] = [];
  private readonly fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly kept: ReadonlySet<string>,
    private readonly alias: string,
  ) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  definition<T extends DocumentNode['definitions'][number]>(definition: T): T | OperationDefinitionNode {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const root = this.schema.getRootType(definition.operation);
    if (!root) return definition;
    return { ...definition, selectionSet: this.strip(definition.selectionSet, root, [], [], true) };
  }

  /** Fragments become inline: what may be read of one depends on where it is spread only by its refusals' places. */
  private strip(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    path: readonly string[],
    conditions: readonly DirectiveNode[],
    isOnePlace: boolean,
  ): SelectionSetNode {
    const selections = set.selections.flatMap((selection): SelectionSetNode['selections'] => {
      const under = [...conditions, ...(selection.directives ?? [])];
      if (selection.kind !== Kind.FIELD) {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
        const named = fragment?.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
        const on = named && isCompositeType(named) ? named : type;
        if (!fragment) return [];
        if (this.kept.has(on.name)) {
          this.refusals.push({ coordinate: on.name, path, conditions: under });
          return [];
        }
        const selectionSet = this.strip(fragment.selectionSet, on, path, under, isOnePlace);
        const { typeCondition } = fragment;
        return [
          {
            kind: Kind.INLINE_FRAGMENT,
            selectionSet,
            ...(typeCondition ? { typeCondition } : {}),
            directives: selection.directives ?? [],
          },
        ];
      }
      const { name } = selection;
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
      if (!field) return [selection];
      const below = getNamedType(field.type);
      const place = isOnePlace ? [...path, responseName(selection)] : path;
      const refuse = (coordinate: string): void => {
        this.refusals.push({ coordinate, path: place, conditions: under });
      };
      const coordinate = `${type.name}.${name.value}`;
      if (this.isKept(type, name.value) || this.kept.has(below.name)) {
        refuse(coordinate);
        return [];
      }
      const isOne = isOnePlace && !isListType(getNullableType(field.type));
      const stripped =
        selection.selectionSet && isCompositeType(below)
          ? { ...selection, selectionSet: this.strip(selection.selectionSet, below, place, under, isOne) }
          : selection;
      if (!isAbstractType(type)) return [stripped];
      const possible = this.schema.getPossibleTypes(type);
      const readable = possible.filter((real) => !this.isKept(real, name.value));
      if (readable.length === possible.length) return [stripped];
      refuse(coordinate);
      return readable.map((real) => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: real.name } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: [stripped] },
      }));
    });
    return { ...set, selections: selections.length > 0 ? selections : [this.nothing()] };
  }

  private isKept(type: GraphQLCompositeType, field: string): boolean {
    return this.kept.has(type.name) || this.kept.has(`${type.name}.${field}`);
  }

  private nothing(): SelectionSetNode['selections'][number] {
    return {
      kind: Kind.FIELD,
      name: { kind: Kind.NAME, value: '__typename' },
      alias: { kind: Kind.NAME, value: this.alias },
    };
  }
}

function holds(
  { name, arguments: given }: DirectiveNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (name.value !== 'skip' && name.value !== 'include') return true;
  const value = given?.[0]?.value;
  const decided =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
  return decided === (name.value === 'include');
}
