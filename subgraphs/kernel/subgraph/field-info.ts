import type {
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { FieldPlan } from './selection-plan.js';

/** What a selection is filled with. */
export interface FillOptions {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
}

/** An object or list of the answer being filled. */
export type Holder = Record<string | number, unknown>;

/** Where an object or list stands in the answer. */
export interface Place {
  /** Undefined for the answer itself. */
  readonly parent: Place | undefined;
  readonly holder: Holder;
  readonly key: string | number;
  readonly nullable: boolean;
}

/** What a resolver is told of its field; hardly one asks. */
export class FieldInfo implements GraphQLResolveInfo {
  constructor(
    private readonly field: FieldPlan,
    private readonly options: FillOptions,
    private readonly place: Place,
  ) {}

  get fieldName(): string {
    return this.field.definition.name;
  }

  get fieldNodes(): GraphQLResolveInfo['fieldNodes'] {
    return this.field.nodes;
  }

  get returnType(): GraphQLResolveInfo['returnType'] {
    return this.field.definition.type;
  }

  get parentType(): GraphQLObjectType {
    return this.field.parentType;
  }

  get path(): GraphQLResolveInfo['path'] {
    const typename = this.field.parentType.name;
    const above = pathOf(this.place).reduce<GraphQLResolveInfo['path'] | undefined>(
      (prev, key) => ({ prev, key, typename: undefined }),
      undefined,
    );
    return { prev: above, key: this.field.key, typename };
  }

  get schema(): GraphQLSchema {
    return this.options.schema;
  }

  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.options.fragments;
  }

  get rootValue(): unknown {
    return undefined;
  }

  get operation(): OperationDefinitionNode {
    return this.options.operation;
  }

  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.options.variables;
  }
}

/** Names and places that lead to an object or list of the answer. */
export function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Place = place; at.parent; at = at.parent) path.unshift(at.key);
  return path;
}
