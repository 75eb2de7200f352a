import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { CostDirectives, ListSize } from './cost-directives.js';
import type { Fragments } from './operation-size.js';

/** What a mutation costs besides what it answers. */
const mutationCost = 10;

/** Rows of a page when neither `first` nor `last` is given (graph.md, conventions). */
const pageSize = 50;

/** A page of a Relay connection, wherever a field has its two arguments; `@listSize` may say otherwise. */
const connectionPage: ListSize = {
  assumedSize: pageSize,
  slicingArguments: ['first', 'last'],
  sizedFields: ['nodes', 'edges'],
};

/** The variables of one request and what its fragments have cost so far. */
interface Request {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fragments: Map<string, Parts>;
}

/** What a selection costs once, and once more for each item of the list its parent is a page of. */
interface Parts {
  readonly once: number;
  readonly perItem: number;
}

/** A cost that is known from the text alone, or has to be worked out for a request. */
type Cost = Parts | ((request: Request) => Parts);
type Amount = number | ((request: Request) => number);

/** What an operation costs: a number, or a function of its variables where one says how long a page is. */
export type OperationCost = number | ((variables: Readonly<Record<string, unknown>>) => number);

/** What costs depend on besides the operation. */
export interface CostModel {
  readonly schema: GraphQLSchema;
  readonly directives: CostDirectives;
  /** How many objects a list has of which nothing is known. */
  readonly listSize: number;
}

/**
 * Works out the static cost of an operation of a valid document: each object it asks for counts one, or what `@cost`
 * says, times the lists it stands in; values count nothing. What does not depend on variables is added up now, the rest
 * is left as a function that costs a few additions per request. Every fragment is worked out once for each way it is used.
 */
export function costOf(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  model: CostModel,
): OperationCost {
  const root = model.schema.getRootType(operation.operation);
  if (!root) return 0;
  const cost = new CostReader(operation, fragments, model).ofSelections(operation.selectionSet, root, []);
  if (typeof cost !== 'function') return cost.once;
  return (variables) => cost({ variables, fragments: new Map() }).once;
}

class CostReader {
  private readonly known = new Map<string, Cost>();
  private readonly defaults: ReadonlyMap<string, ValueNode | undefined>;

  constructor(
    operation: OperationDefinitionNode,
    private readonly fragments: Fragments,
    private readonly model: CostModel,
  ) {
    this.defaults = new Map(
      (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
        variable.name.value,
        defaultValue,
      ]),
    );
  }

  ofSelections(set: SelectionSetNode, type: GraphQLNamedType, sized: readonly string[]): Cost {
    let [once, perItem] = [0, 0];
    const later: ((request: Request) => Parts)[] = [];
    for (const selection of set.selections) {
      const cost =
        selection.kind === 'Field'
          ? this.ofField(selection, type, sized)
          : selection.kind === 'InlineFragment'
            ? this.ofSelections(
                selection.selectionSet,
                this.typeOf(selection.typeCondition?.name.value, type),
                sized,
              )
            : this.ofFragment(selection.name.value, sized);
      if (typeof cost === 'function') later.push(cost);
      else [once, perItem] = [once + cost.once, perItem + cost.perItem];
    }
    if (later.length === 0) return { once, perItem };
    return (request) =>
      later.reduce(
        (sum, part) => {
          const cost = part(request);
          return { once: sum.once + cost.once, perItem: sum.perItem + cost.perItem };
        },
        { once, perItem },
      );
  }

  private ofFragment(name: string, sized: readonly string[]): Cost {
    const key = `${name} ${sized.join(' ')}`;
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, { once: 0, perItem: 0 });
    const fragment = this.fragments.get(name);
    const type = fragment && this.typeOf(fragment.typeCondition.name.value, undefined);
    const cost =
      fragment && type ? this.ofSelections(fragment.selectionSet, type, sized) : { once: 0, perItem: 0 };
    const kept: Cost =
      typeof cost !== 'function'
        ? cost
        : (request) => {
            const before = request.fragments.get(key) ?? cost(request);
            request.fragments.set(key, before);
            return before;
          };
    this.known.set(key, kept);
    return kept;
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType, sized: readonly string[]): Cost {
    const field = fieldOf(parent, node.name.value);
    // Introspection has its own limits, and `__typename` is a value.
    if (!field) return { once: 0, perItem: 0 };
    const place = this.placeOf(parent, node.name.value);
    const type = getNamedType(field.type);
    const listSize = this.listSizeOf(field, place);
    const inner = node.selectionSet
      ? this.ofSelections(node.selectionSet, type, listSize?.sizedFields ?? [])
      : { once: 0, perItem: 0 };
    const own = this.weightOf(place, parent, type) + this.argumentsOf(node, field, place);
    const size = listSize && this.sizeOf(node, field, listSize);
    // An item of the list whose length its parent tells is counted by the parent.
    const isItem = sized.includes(node.name.value);
    const times =
      isItem || listSize?.sizedFields.length || !isList(field.type) ? 1 : (size ?? this.model.listSize);
    return combined(inner, own, listSize?.sizedFields.length ? (size ?? 1) : 0, times, isItem);
  }

  private typeOf(name: string | undefined, otherwise: GraphQLNamedType): GraphQLNamedType;
  private typeOf(name: string, otherwise: undefined): GraphQLNamedType | undefined;
  private typeOf(
    name: string | undefined,
    otherwise: GraphQLNamedType | undefined,
  ): GraphQLNamedType | undefined {
    return name === undefined ? otherwise : (this.model.schema.getType(name) ?? otherwise);
  }

  private placeOf(type: GraphQLNamedType, field: string): string {
    return `${type.name}.${field}`;
  }

  private weightOf(place: string, parent: GraphQLNamedType, type: GraphQLNamedType): number {
    const { weights } = this.model.directives;
    const usual = isCompositeType(type) ? 1 : 0;
    const isMutation = parent === this.model.schema.getMutationType();
    return weights.get(place) ?? (weights.get(type.name) ?? usual) + (isMutation ? mutationCost : 0);
  }

  private argumentsOf(node: FieldNode, field: GraphQLField<unknown, unknown>, place: string): number {
    const { weights } = this.model.directives;
    if (weights.size === 0) return 0;
    return (node.arguments ?? []).reduce((sum, { name }) => {
      const given = field.args.find((arg) => arg.name === name.value);
      const weight = weights.get(`${place}.${name.value}`) ?? (given && weights.get(inputName(given.type)));
      return sum + (weight ?? 0);
    }, 0);
  }

  private listSizeOf(field: GraphQLField<unknown, unknown>, place: string): ListSize | undefined {
    const stated = this.model.directives.listSizes.get(place);
    if (stated) return stated;
    const type = getNamedType(field.type);
    const has = (name: string): boolean => field.args.some((arg) => arg.name === name);
    if (isObjectType(type) && type.getFields()['pageInfo'] && has('first')) return connectionPage;
    if (isList(field.type) && has('first')) return { ...connectionPage, sizedFields: [] };
    return undefined;
  }

  /** The largest slicing argument that is given, as a number now or when the variables are there. */
  private sizeOf(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    { slicingArguments, assumedSize = this.model.listSize }: ListSize,
  ): Amount {
    const amounts: Amount[] = [];
    const unknowns: string[] = [];
    for (const name of slicingArguments) {
      const value = node.arguments?.find((given) => given.name.value === name)?.value;
      if (value?.kind === Kind.VARIABLE) unknowns.push(value.name.value);
      const literal = value ?? undefined;
      const usual = field.args.find((arg) => arg.name === name)?.defaultValue;
      if (literal?.kind === Kind.INT) amounts.push(Number(literal.value));
      else if (!value && typeof usual === 'number') amounts.push(usual);
    }
    const stated = amounts.filter((amount) => typeof amount === 'number');
    const floor = stated.length > 0 ? Math.max(0, ...stated) : undefined;
    if (unknowns.length === 0) return floor ?? assumedSize;
    return ({ variables }) => {
      const given = unknowns.flatMap((name) => this.valueOf(name, variables) ?? []);
      const all = floor === undefined ? given : [floor, ...given];
      return all.length > 0 ? Math.max(0, ...all) : assumedSize;
    };
  }

  private valueOf(name: string, variables: Readonly<Record<string, unknown>>): number | undefined {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (given !== undefined) return typeof given === 'number' ? given : undefined;
    const usual = this.defaults.get(name);
    return usual?.kind === Kind.INT ? Number(usual.value) : undefined;
  }
}

/** The cost of a field: its own and its selection's, `items` times what is per item, all of it `times` times. */
function combined(inner: Cost, own: number, items: Amount, times: Amount, isItem: boolean): Cost {
  const of = (parts: Parts, many: number, often: number): Parts => {
    const total = often * (own + parts.once + many * parts.perItem);
    return isItem ? { once: 0, perItem: total } : { once: total, perItem: 0 };
  };
  if (typeof inner !== 'function' && typeof items === 'number' && typeof times === 'number')
    return of(inner, items, times);
  return (request) =>
    of(
      typeof inner === 'function' ? inner(request) : inner,
      typeof items === 'function' ? items(request) : items,
      typeof times === 'function' ? times(request) : times,
    );
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function inputName(type: GraphQLInputType): string {
  return getNamedType(type).name;
}
