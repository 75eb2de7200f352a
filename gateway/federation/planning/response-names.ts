import {
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Which names of an answer are private, and what clients call them. Only the ways to private names are in it. */
export interface NameTree {
  readonly [planned: string]: { readonly name: string; readonly below?: NameTree };
}

/** An operation whose response names cannot be taken for the planner's own. */
export interface IsolatedOperation {
  readonly document: DocumentNode;
  /** What private names begin with; no other name does. */
  readonly prefix: string;
  /** The ways to what is private; undefined where nothing is. */
  readonly names: NameTree | undefined;
}

/**
 * Gives a private alias to what a client puts under a name that the planner uses for keys, required fields and
 * types. A client could otherwise choose the value that is sent to another subgraph as an entity's key.
 */
export function isolateNames(document: DocumentNode, plannersNames: ReadonlySet<string>): IsolatedOperation {
  const prefix = unusedPrefix(document, plannersNames);
  let some = false;
  const isolated = visit(document, {
    // The planner does not look into introspection, and no answer to it is merged.
    FragmentDefinition: ({ typeCondition }) =>
      typeCondition.name.value.startsWith('__') ? false : undefined,
    Field: (field) => {
      if (field.name.value === '__schema' || field.name.value === '__type') return false;
      if (!isForeign(field, plannersNames)) return undefined;
      some = true;
      return { ...field, alias: { kind: 'Name' as const, value: prefix + responseName(field) } } as FieldNode;
    },
  });
  if (!some) return { document, prefix, names: undefined };
  return { document: isolated, prefix, names: treeOf(isolated, prefix) };
}

/** What a client calls something that may have a private name. */
export function clientsName(planned: string, prefix: string): string {
  return planned.startsWith(prefix) ? planned.slice(prefix.length) : planned;
}

/** The name under which a field stands in the answer. */
export function responseName({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

/** Whether the value under this name may differ from the one the planner asks for under it. */
function isForeign(field: FieldNode, plannersNames: ReadonlySet<string>): boolean {
  const shown = responseName(field);
  // A name of JavaScript's own, which no answer is merged under.
  if (shown === '__proto__') return true;
  if (!plannersNames.has(shown) && shown !== '__typename') return false;
  return shown !== field.name.value || (field.arguments?.length ?? 0) > 0;
}

function unusedPrefix(document: DocumentNode, plannersNames: ReadonlySet<string>): string {
  const used = new Set(plannersNames);
  visit(document, { Field: (field) => void used.add(responseName(field)) });
  for (let n = 0; ; n++) {
    const prefix = `own${n === 0 ? '' : n}_`;
    if (![...used].some((name) => name.startsWith(prefix))) return prefix;
  }
}

function treeOf(document: DocumentNode, prefix: string): NameTree | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const roots: SelectionSetNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
    if (definition.kind === 'OperationDefinition') roots.push(definition.selectionSet);
  }
  return branch(roots, fragments, prefix);
}

/** Fields of one response name are of one shape (Field Selection Merging), so their branches are one. */
function branch(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  prefix: string,
): NameTree | undefined {
  const below = new Map<string, SelectionSetNode[]>();
  const pending = [...sets];
  for (const set of pending)
    for (const selection of set.selections) {
      if (selection.kind === 'Field') {
        const name = responseName(selection);
        const known = below.get(name) ?? [];
        below.set(name, selection.selectionSet ? [...known, selection.selectionSet] : known);
      } else if (selection.kind === 'InlineFragment') pending.push(selection.selectionSet);
      else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) pending.push(fragment.selectionSet);
      }
    }
  const entries = [...below].flatMap(([planned, selections]) => {
    const tree = selections.length > 0 ? branch(selections, fragments, prefix) : undefined;
    const name = clientsName(planned, prefix);
    return tree || name !== planned ? [[planned, { name, ...(tree ? { below: tree } : {}) }] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** A path in an answer with the names clients gave. */
export function restorePath(
  path: readonly (string | number)[],
  names: NameTree | undefined,
): readonly (string | number)[] {
  let tree = names;
  return path.map((part) => {
    if (typeof part === 'number') return part;
    const known = tree && Object.hasOwn(tree, part) ? tree[part] : undefined;
    tree = known?.below;
    return known?.name ?? part;
  });
}
