import {
  defaultFieldResolver,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { entitiesResolver } from './known-entities.js';
import { usualLeaves, type UsualLeaves } from './usual-leaves.js';

/** One field of an answer: where it goes, how its value is found and what becomes of it. */
export interface FieldPlan {
  /** Place among all fields of the operation. */
  readonly index: number;
  /** Name in the answer. */
  readonly key: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  /** Undefined where the property of that name is read. */
  readonly resolve: GraphQLField<unknown, unknown>['resolve'];
  readonly value: ValuePlan;
  /** Its arguments by the variables they are given by, where each is given so; undefined where they have to be worked out. */
  readonly variables: readonly (readonly [argument: string, variable: string])[] | undefined;
}

/** What becomes of a value. */
export type ValuePlan = { readonly nullable: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly item: ValuePlan }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType; readonly selection: () => SelectionPlan }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      readonly selection: (runtimeType: GraphQLObjectType) => SelectionPlan;
      /** The same where the type of the value is known. */
      readonly as: (runtimeType: GraphQLObjectType) => ValuePlan;
    }
);

/** The fields of one object of the answer, in order. */
export interface SelectionPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
  /** An object with all names of the answer, which is copied for each object. */
  readonly template: Readonly<Record<string, unknown>>;
  /** What takes its place where leaves are of their usual form. */
  readonly usual: UsualLeaves | undefined;
}

/** What an operation is planned from. Plans hold for these values of the variables that select fields. */
export interface PlanSource {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Plans the selections of a query once, so that nothing of it is looked up again for each row. */
export class SelectionPlanner {
  private fieldCount = 0;

  constructor(private readonly source: PlanSource) {}

  /** The selection of the operation itself. */
  root(type: GraphQLObjectType): SelectionPlan {
    const { schema, fragments, variables, operation } = this.source;
    return this.selection(
      type,
      collectFields(schema, { ...fragments }, { ...variables }, type, operation.selectionSet),
    );
  }

  private below(type: GraphQLObjectType, nodes: readonly FieldNode[]): SelectionPlan {
    const { schema, fragments, variables } = this.source;
    return this.selection(type, collectSubfields(schema, { ...fragments }, { ...variables }, type, nodes));
  }

  private selection(
    type: GraphQLObjectType,
    collected: ReadonlyMap<string, readonly FieldNode[]>,
  ): SelectionPlan {
    const fields: FieldPlan[] = [];
    for (const [key, nodes] of collected) {
      const definition = definitionOf(type, nodes[0]?.name.value ?? '');
      if (!definition) continue;
      const { type: returnType } = definition;
      fields.push({
        index: this.fieldCount++,
        key,
        definition,
        parentType: type,
        nodes,
        resolve: this.resolverOf(type, definition),
        value: this.value(returnType, nodes),
        variables: argumentsByVariables(definition, nodes[0]),
      });
    }
    const template = Object.fromEntries(fields.map(({ key }) => [key, null]));
    return { type, fields, template, usual: usualLeaves(fields) };
  }

  private resolverOf(
    type: GraphQLObjectType,
    { name, resolve }: FieldPlan['definition'],
  ): FieldPlan['resolve'] {
    if (!resolve || resolve === defaultFieldResolver) return undefined;
    return name === '_entities' && type === this.source.schema.getQueryType()
      ? entitiesResolver(resolve)
      : resolve;
  }

  private value(type: GraphQLOutputType, nodes: readonly FieldNode[], nullable = true): ValuePlan {
    if (isNonNullType(type)) return this.value(type.ofType, nodes, false);
    if (isListType(type)) return { kind: 'list', nullable, item: this.value(type.ofType, nodes) };
    if (isLeafType(type)) return { kind: 'leaf', nullable, type };
    if (isAbstractType(type)) {
      const selection = remembered((runtimeType: GraphQLObjectType) => this.below(runtimeType, nodes));
      const as = remembered((runtimeType: GraphQLObjectType): ValuePlan => {
        return { kind: 'object', nullable, type: runtimeType, selection: () => selection(runtimeType) };
      });
      return { kind: 'abstract', nullable, type, selection, as };
    }
    const selection = remembered(() => this.below(type, nodes));
    return { kind: 'object', nullable, type, selection: () => selection(undefined) };
  }
}

function argumentsByVariables(
  { args }: FieldPlan['definition'],
  node: FieldNode | undefined,
): FieldPlan['variables'] {
  const given = node?.arguments ?? [];
  if (given.length !== args.length) return undefined;
  const pairs = given.map(({ name, value }) =>
    value.kind === Kind.VARIABLE ? ([name.value, value.name.value] as const) : undefined,
  );
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function definitionOf(type: GraphQLObjectType, name: string): FieldPlan['definition'] | undefined {
  return name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
}

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
