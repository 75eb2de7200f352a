import {
  getVariableValues,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
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

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    private readonly conditions: readonly string[],
  ) {}

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
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...given });
    if (!coerced) return undefined;
    const plan = this.planFor(coerced);
    return fillSelection(plan, { schema, operation, fragments, variables: coerced, context });
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
