import {
  print,
  visit,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import { graphNames, keysOf, parseFieldSet, printFieldSet, requirementsOf } from './field-sets.js';
import { namedType, TypeMap, type CompositeDefinition } from './type-map.js';

/** A field with fixed arguments that some `@requires` asks for. */
export interface RequiredCall {
  readonly field: string;
  readonly arguments: readonly ArgumentNode[];
}

/** The required fields with arguments of a supergraph, and who requires what. */
export interface RequiredArguments {
  /** The supergraph for the planner: each of them is a field of its own without arguments. */
  readonly supergraph: DocumentNode;
  /** What stands behind each of those names; empty where nothing is required with arguments. */
  readonly calls: ReadonlyMap<string, RequiredCall>;
  /** What fields require, by the names that plans have for it; by `inputKey`, and only for those that require something. */
  readonly inputs: ReadonlyMap<string, SelectionSetNode>;
  /** The names of the fields of an entity's keys, by `keyOwner`. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Gives every field that is required with arguments a name of its own in the planner's supergraph. The planner
 * would otherwise let a client's `comments(limit: 1)` and a required `comments(limit: 3)` be one field.
 */
export function nameRequiredArguments(supergraph: DocumentNode): RequiredArguments {
  const naming = new Naming(supergraph);
  const inputs = new Map<string, SelectionSetNode>();
  const graphs = graphNames(supergraph);
  for (const type of naming.types.all())
    for (const field of type.fields ?? [])
      for (const { graph, fieldSet } of requirementsOf(field)) {
        const named = naming.rename(type.name.value, parseFieldSet(fieldSet));
        inputs.set(inputKey(graphs.get(graph) ?? graph, type.name.value, field.name.value), named);
      }
  const keys = keyNames(naming.types, graphs);
  if (naming.calls.size === 0) return { supergraph, calls: naming.calls, inputs, keys };
  return { supergraph: naming.rewritten(supergraph), calls: naming.calls, inputs, keys };
}

/** Key of `RequiredArguments.inputs`. */
export function inputKey(subgraph: string, type: string, field: string): string {
  return `${subgraph} ${type}.${field}`;
}

/** Key of `RequiredArguments.keys`. */
export function keyOwner(subgraph: string, type: string): string {
  return `${subgraph} ${type}`;
}

class Naming {
  readonly types: TypeMap;
  readonly calls = new Map<string, RequiredCall>();
  /** Names by call text, and the calls to be declared by type. */
  private readonly names = new Map<string, string>();
  private readonly declared = new Map<string, Map<string, string>>();
  private readonly prefix: string;

  constructor(supergraph: DocumentNode) {
    this.types = new TypeMap(supergraph);
    this.prefix = unusedPrefix(this.types);
  }

  /** A required selection with every field that has arguments under its own name. */
  rename(type: string, selections: SelectionSetNode): SelectionSetNode {
    return {
      ...selections,
      selections: selections.selections.map((selection) => {
        if (selection.kind === 'FragmentSpread') return selection;
        if (selection.kind === 'InlineFragment')
          return {
            ...selection,
            selectionSet: this.rename(selection.typeCondition?.name.value ?? type, selection.selectionSet),
          };
        return this.renameField(type, selection);
      }),
    };
  }

  private renameField(type: string, field: FieldNode): FieldNode {
    const definition = this.types.field(type, field.name.value);
    const below =
      field.selectionSet && definition
        ? { ...field, selectionSet: this.rename(namedType(definition.type), field.selectionSet) }
        : field;
    if (!field.arguments?.length) return below;
    const name = this.nameOf(field);
    for (const declaring of this.types.withImplementations(type)) {
      const known = this.declared.get(declaring) ?? new Map<string, string>();
      this.declared.set(declaring, known.set(name, field.name.value));
    }
    return { ...below, name: { ...field.name, value: name }, arguments: [] };
  }

  private nameOf(field: FieldNode): string {
    const args = field.arguments ?? [];
    const text = `${field.name.value}(${args.map(print).toSorted().join(',')})`;
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const name = `${this.prefix}${this.calls.size}_${field.name.value}`;
    this.names.set(text, name);
    this.calls.set(name, { field: field.name.value, arguments: args });
    return name;
  }

  /** The supergraph with the new fields declared, and required by their names. */
  rewritten(supergraph: DocumentNode): DocumentNode {
    const change = <T extends CompositeDefinition>(node: T): T => {
      const type = node.name.value;
      const added = [...(this.declared.get(type) ?? [])].flatMap(([name, original]) => {
        const field = this.types.field(type, original);
        return field ? [withoutArguments(field, name)] : [];
      });
      return {
        ...node,
        fields: [...(node.fields ?? []), ...added].map((field) => this.requiring(type, field)),
      };
    };
    return visit(supergraph, { ObjectTypeDefinition: change, InterfaceTypeDefinition: change });
  }

  private requiring(type: string, field: FieldDefinitionNode): FieldDefinitionNode {
    const rename = (text: string): string => printFieldSet(this.rename(type, parseFieldSet(text)));
    return visit(field, {
      Directive: (directive) =>
        directive.name.value === 'join__field' ? withRequires(directive, rename) : undefined,
    });
  }
}

function withRequires(directive: DirectiveNode, rename: (text: string) => string): DirectiveNode {
  return visit(directive, {
    Argument: (argument) =>
      argument.name.value === 'requires' && argument.value.kind === 'StringValue'
        ? { ...argument, value: { ...argument.value, value: rename(argument.value.value) } }
        : undefined,
  });
}

function withoutArguments(field: FieldDefinitionNode, name: string): FieldDefinitionNode {
  return { ...field, name: { ...field.name, value: name }, arguments: [] };
}

function keyNames(types: TypeMap, graphs: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { name, directives } of types.all())
    for (const { graph, fieldSet } of keysOf(directives ?? [])) {
      const owner = keyOwner(graphs.get(graph) ?? graph, name.value);
      const known = keys.get(owner) ?? new Set();
      for (const selection of parseFieldSet(fieldSet).selections)
        if (selection.kind === 'Field') known.add(selection.name.value);
      keys.set(owner, known);
    }
  return keys;
}

function unusedPrefix(types: TypeMap): string {
  const used = [...types.all()].flatMap(({ fields }) => (fields ?? []).map(({ name }) => name.value));
  for (let n = 0; ; n++) {
    const prefix = `required${n === 0 ? '' : n}_`;
    if (!used.some((name) => name.startsWith(prefix))) return prefix;
  }
}
