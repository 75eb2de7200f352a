import {
  getVariableValues,
  Kind,
  print,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { fillSelection } from './fill-selection.js';
import { SelectionPlanner, type SelectionPlan } from './selection-plan.js';

const mostPlans = 32;

/**
 * A query that is planned once and executed many times: what graphql-js decides for every row of a list is decided
 * before the first. Plans differ by the variables of `@skip` and `@include` alone.
 */
export class PlannedQuery {
  private readonly plans = new Map<string, SelectionPlan>();
  private readonly references: References | undefined;

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    private readonly conditions: readonly string[],
  ) {
    this.references = referencesOf(operation);
  }

  /** The query of a valid document; undefined for all that graphql-js has to execute: several operations, changes, introspection. */
  static of(schema: GraphQLSchema, document: DocumentNode): PlannedQuery | undefined {
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const [operation] = operations as OperationDefinitionNode[];
    if (operations.length !== 1 || operation?.operation !== 'query') return undefined;
    const conditions = conditionsOf(document);
    if (!conditions) return undefined;
    const fragments = document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    );
    return new PlannedQuery(schema, operation, Object.fromEntries(fragments), conditions);
  }

  /** The answer; undefined when the variables do not fit, which graphql-js words. */
  async execute(
    given: Readonly<Record<string, unknown>>,
    context: unknown,
  ): Promise<ExecutionResult | undefined> {
    const { schema, operation, fragments } = this;
    const coerced = this.coerced(given);
    if (!coerced) return undefined;
    const plan = this.planFor(coerced);
    return fillSelection(plan, { schema, operation, fragments, variables: coerced, context });
  }

  /** The variables as the operation declares them; undefined when they do not fit. */
  private coerced(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
    const { references, schema } = this;
    const list = references && given[references.name];
    // Representations may be anything but null, so there is nothing to be made of each.
    if (
      references &&
      Array.isArray(list) &&
      list.every((one: unknown) => one !== null && one !== undefined)
    ) {
      const { name, others } = references;
      if (others.length === 0) return { [name]: list };
      const { coerced } = getVariableValues(schema, others, { ...given });
      return coerced && { ...coerced, [name]: list };
    }
    return getVariableValues(schema, this.operation.variableDefinitions ?? [], { ...given }).coerced;
  }

  private planFor(variables: Readonly<Record<string, unknown>>): SelectionPlan {
    const key = this.conditions.map((name) => String(variables[name])).join();
    const known = this.plans.get(key);
    if (known) return known;
    const { schema, operation, fragments } = this;
    const type = schema.getQueryType();
    if (!type) throw new Error('The schema has no queries.');
    const plan = new SelectionPlanner({ schema, operation, fragments, variables }).root(type);
    if (this.plans.size >= mostPlans) this.plans.clear();
    this.plans.set(key, plan);
    return plan;
  }
}

/** The variable of an operation that holds representations, and its others. */
interface References {
  readonly name: string;
  readonly others: readonly VariableDefinitionNode[];
}

function referencesOf({ variableDefinitions = [] }: OperationDefinitionNode): References | undefined {
  const found = variableDefinitions.find(({ type }) => print(type) === '[_Any!]!');
  if (!found) return undefined;
  return {
    name: found.variable.name.value,
    others: variableDefinitions.filter((definition) => definition !== found),
  };
}

/** The variables that decide which fields are selected; undefined when the document asks about the schema, or for a name no plain object can have. */
function conditionsOf(document: DocumentNode): string[] | undefined {
  const names = new Set<string>();
  let planned = true;
  visit(document, {
    Field: ({ name, alias }) => {
      if (name.value === SchemaMetaFieldDef.name || name.value === TypeMetaFieldDef.name) planned = false;
      if (alias?.value === '__proto__') planned = false;
    },
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return planned ? [...names] : undefined;
}
