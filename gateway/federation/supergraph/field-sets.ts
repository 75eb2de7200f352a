import {
  parse,
  print,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The selection that a `FieldSet` text such as `id owner { name }` stands for. Throws where it is none. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== 'OperationDefinition') throw new Error(`"${text}" is no field set.`);
  return definition.selectionSet;
}

/** A selection as a `FieldSet` text. */
export function printFieldSet(selections: SelectionSetNode): string {
  return print(selections)
    .replace(/^\{|\}$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text of a directive's argument, undefined when it is not given as a text. */
export function textArgument(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === 'StringValue' || value?.kind === 'EnumValue' ? value.value : undefined;
}

/** Whether an argument of a directive is given with this truth. */
export function isGiven(directive: DirectiveNode, name: string, truth: boolean): boolean {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === 'BooleanValue' && value.value === truth;
}

/** The names of all fields that any key or `@requires` of a supergraph selects, at any depth. */
export function fieldsOfKeysAndRequires(supergraph: DocumentNode): Set<string> {
  const names = new Set<string>();
  const collect = (text: string | undefined): void => {
    if (text !== undefined) visit(parseFieldSet(text), { Field: ({ name }) => void names.add(name.value) });
  };
  visit(supergraph, {
    Directive: (directive) => {
      if (directive.name.value === 'join__type') collect(textArgument(directive, 'key'));
      if (directive.name.value === 'join__field') collect(textArgument(directive, 'requires'));
    },
  });
  return names;
}

/** The keys among the directives of a type, by the value of `join__Graph` of their subgraph. */
export function keysOf(
  directives: readonly DirectiveNode[],
): { readonly graph: string; readonly fieldSet: string }[] {
  return fieldSetsOf(directives, 'join__type', 'key');
}

/** What a field requires, by the value of `join__Graph` of the subgraph that does. */
export function requirementsOf(
  field: FieldDefinitionNode,
): { readonly graph: string; readonly fieldSet: string }[] {
  return fieldSetsOf(field.directives ?? [], 'join__field', 'requires');
}

function fieldSetsOf(
  directives: readonly DirectiveNode[],
  name: string,
  argument: string,
): { readonly graph: string; readonly fieldSet: string }[] {
  return directives.flatMap((directive) => {
    const fieldSet = directive.name.value === name ? textArgument(directive, argument) : undefined;
    const graph = textArgument(directive, 'graph');
    return fieldSet === undefined || graph === undefined ? [] : [{ graph, fieldSet }];
  });
}

/** Names of subgraphs by their values of `join__Graph`. */
export function graphNames(supergraph: DocumentNode): Map<string, string> {
  const names = new Map<string, string>();
  visit(supergraph, {
    EnumValueDefinition: (node) => {
      const graph = node.directives?.find(({ name }) => name.value === 'join__graph');
      const name = graph && textArgument(graph, 'name');
      if (name !== undefined) names.set(node.name.value, name);
    },
  });
  return names;
}
