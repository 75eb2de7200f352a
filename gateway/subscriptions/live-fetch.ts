import type { FetchNode } from '@apollo/query-planner';
import {
  getNamedType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { deliveryClassOf, everyEvent, mayBeReplaced, type DeliveryClass } from './delivery-class.js';
import type { ReadSupergraph } from '../federation/supergraph/read-supergraph.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';

const cursorScalar = 'EventCursor';
const afterArgument = 'after';
const cursorField = 'cursor';

/** Names that no client's operation and no schema of ours uses. */
const afterVariable = 'infragraph_after';
const cursorKey = 'infragraph_cursor';
const kindKey = 'infragraph_kind';
const subjectKey = 'infragraph_subject';

/** The fetch a subscription's events come from, such that it can be opened anew behind any of them. */
export interface LiveFetch {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  /** Names of the client's variables it uses; that of the cursor is not one of them. */
  readonly variables: readonly string[];
  /** Undefined when the field does not say where its events stand. */
  readonly resume: Resume | undefined;
  readonly delivery: DeliveryClass;
}

/** How a client says where it wants to begin. */
export interface Resume {
  /** The cursor in the operation itself, or the default of its variable. */
  readonly given: string | undefined;
  /** The client's variable that holds the cursor. */
  readonly variable: string | undefined;
  /** Whether that variable means nothing else in the operation. */
  readonly isAlone: boolean;
}

/**
 * Makes a planned fetch one that can be resumed: the cursor it begins behind becomes a variable of ours, and each event
 * tells its cursor under a name of ours, whatever the client has selected. That needs a field with an argument
 * `after: EventCursor` whose events have a field `cursor: EventCursor`; any other fetch stays as it is.
 */
export function liveFetch(
  fetch: FetchNode,
  operation: DocumentNode,
  { apiSchema, document: supergraph }: Pick<ReadSupergraph, 'apiSchema' | 'document'>,
): LiveFetch {
  const { serviceName: subgraph, operationName, variableUsages = [] } = fetch;
  const asPlanned = {
    subgraph,
    query: fetch.operation,
    operationName,
    variables: variableUsages,
    resume: undefined,
    delivery: everyEvent,
  };
  const document = parse(fetch.operation);
  const definition = document.definitions.find((part) => part.kind === Kind.OPERATION_DEFINITION);
  const [root, ...others] = definition?.selectionSet.selections ?? [];
  if (!definition || root?.kind !== Kind.FIELD || others.length > 0 || !tellsCursors(root, apiSchema))
    return asPlanned;
  const after = root.arguments?.find(({ name }) => name.value === afterArgument)?.value;
  const given = readGiven(after, definition);
  if (!given) return asPlanned;
  const delivery = deliveryClassOf(supergraph, root.name.value);
  const rewritten = resumable(definition, root, [cursorSelection, ...subjectSelections(delivery)]);
  const stillUsed = new Set(usesIn({ ...document, definitions: [rewritten] }));
  const definitions = (rewritten.variableDefinitions ?? []).filter(({ variable }) =>
    stillUsed.has(variable.name.value),
  );
  const query: DocumentNode = {
    ...document,
    definitions: document.definitions.map((part) =>
      part === definition ? { ...rewritten, variableDefinitions: definitions } : part,
    ),
  };
  return {
    ...asPlanned,
    delivery,
    // Without a name it is equal for operations that are called differently.
    operationName: undefined,
    query: print(query),
    variables: variableUsages.filter((name) => stillUsed.has(name)),
    resume: {
      ...given,
      isAlone: given.variable !== undefined && countUses(operation, given.variable) === 1,
    },
  };
}

/** The variables to open it with. */
export function fetchVariables(
  { variables, resume }: LiveFetch,
  given: Readonly<Record<string, unknown>>,
  after: unknown,
): Record<string, unknown> {
  const used = variables.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]]);
  return { ...Object.fromEntries(used), ...(resume && after != null ? { [afterVariable]: after } : {}) };
}

/** Where the client wants to begin: the value of its variable, else what its operation says. */
export function wishedCursor({ resume }: LiveFetch, variables: Readonly<Record<string, unknown>>): unknown {
  if (resume?.variable !== undefined && Object.hasOwn(variables, resume.variable))
    return variables[resume.variable];
  return resume?.given;
}

/** The cursor of an event; undefined when it has none. */
export function cursorOfEvent(event: SubgraphResponse): string | undefined {
  const cursor = membersOf(event)[cursorKey];
  return typeof cursor === 'string' ? cursor : undefined;
}

/** What a later event of the same key replaces; undefined for an event that must not be left out. */
export function keyOfEvent({ delivery }: LiveFetch, event: SubgraphResponse): string | undefined {
  if (!mayBeReplaced(delivery)) return undefined;
  const { [kindKey]: kind, [subjectKey]: subject } = membersOf(event);
  if (delivery.latestOf && !delivery.latestOf.includes(String(kind))) return undefined;
  return subject == null && delivery.per !== undefined ? undefined : JSON.stringify(subject ?? null);
}

function membersOf({ data }: SubgraphResponse): Readonly<Record<string, unknown>> {
  const [event] = Object.values(data ?? {});
  return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {};
}

function tellsCursors(root: FieldNode, apiSchema: GraphQLSchema): boolean {
  const field = apiSchema.getSubscriptionType()?.getFields()[root.name.value];
  const after = field?.args.find(({ name }) => name === afterArgument);
  const type = field && getNamedType(field.type);
  return (
    after !== undefined &&
    getNamedType(after.type).name === cursorScalar &&
    isObjectType(type) &&
    hasCursor(type)
  );
}

function hasCursor(type: GraphQLObjectType): boolean {
  const cursor = type.getFields()[cursorField];
  return cursor !== undefined && getNamedType(cursor.type).name === cursorScalar;
}

/** What the operation says about where to begin; undefined when that cannot be read. */
function readGiven(
  after: ValueNode | undefined,
  definition: OperationDefinitionNode,
): Pick<Resume, 'given' | 'variable'> | undefined {
  if (!after || after.kind === Kind.NULL) return { given: undefined, variable: undefined };
  if (after.kind === Kind.STRING) return { given: after.value, variable: undefined };
  if (after.kind !== Kind.VARIABLE) return undefined;
  const variable = after.name.value;
  const declared = definition.variableDefinitions?.find(({ variable: { name } }) => name.value === variable);
  const given = declared?.defaultValue;
  return { given: given?.kind === Kind.STRING ? given.value : undefined, variable };
}

const cursorSelection: FieldNode = {
  kind: Kind.FIELD,
  alias: nameNode(cursorKey),
  name: nameNode(cursorField),
};

/** What tells which event replaces which. */
function subjectSelections(delivery: DeliveryClass): FieldNode[] {
  if (!mayBeReplaced(delivery)) return [];
  const kind = delivery.latestOf ? `${kindKey}: kind` : '';
  const subject = delivery.per === undefined ? '' : `${subjectKey}: ${delivery.per}`;
  if (kind === '' && subject === '') return [];
  const [definition] = parse(`{ ${kind} ${subject} }`).definitions;
  const selections = definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
  return selections.filter((selection) => selection.kind === Kind.FIELD);
}

function resumable(
  definition: OperationDefinitionNode,
  root: FieldNode,
  added: readonly FieldNode[],
): OperationDefinitionNode {
  const variable = { kind: Kind.VARIABLE, name: nameNode(afterVariable) } as const;
  const declared: VariableDefinitionNode = {
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: { kind: Kind.NAMED_TYPE, name: nameNode(cursorScalar) },
  };
  const field: FieldNode = {
    ...root,
    arguments: [
      ...(root.arguments ?? []).filter(({ name }) => name.value !== afterArgument),
      { kind: Kind.ARGUMENT, name: nameNode(afterArgument), value: variable },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [...(root.selectionSet?.selections ?? []), ...added],
    },
  };
  return {
    ...definition,
    name: undefined,
    variableDefinitions: [...(definition.variableDefinitions ?? []), declared],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
}

function nameNode(value: string): { readonly kind: Kind.NAME; readonly value: string } {
  return { kind: Kind.NAME, value };
}

/** Names of the variables a document uses, once for each use. */
function usesIn(document: DocumentNode): string[] {
  const names: string[] = [];
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.push(name.value),
  });
  return names;
}

function countUses(document: DocumentNode, variable: string): number {
  return usesIn(document).filter((name) => name === variable).length;
}
