import type {
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';

/** Fragments of a document, by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What can be counted of an operation without knowing the schema, every fragment written out where it is spread. */
export interface OperationSize {
  /** Levels of fields, those of introspection left out. */
  readonly depth: number;
  /** Levels of `__schema` and `__type`. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Different fields at the root; the same one twice is one. */
  readonly rootFields: number;
  readonly selections: number;
}

interface Counted {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly selections: number;
}

const nothing: Counted = { depth: 0, introspectionDepth: 0, aliases: 0, directives: 0, selections: 0 };

/** Counts one operation of a valid document. Each fragment is counted once, so that a bomb of fragments costs nothing. */
export function sizeOf(operation: OperationDefinitionNode, fragments: Fragments): OperationSize {
  const counted = new Counter(fragments).ofSelections(operation.selectionSet);
  const own =
    (operation.directives?.length ?? 0) +
    (operation.variableDefinitions ?? []).reduce((sum, { directives = [] }) => sum + directives.length, 0);
  return {
    ...counted,
    directives: counted.directives + own,
    rootFields: rootNames(operation.selectionSet, fragments).size,
  };
}

class Counter {
  private readonly known = new Map<string, Counted>();

  constructor(private readonly fragments: Fragments) {}

  ofSelections({ selections }: SelectionSetNode): Counted {
    let total = nothing;
    for (const selection of selections) {
      const one = this.ofSelection(selection);
      total = {
        depth: Math.max(total.depth, one.depth),
        introspectionDepth: Math.max(total.introspectionDepth, one.introspectionDepth),
        aliases: total.aliases + one.aliases,
        directives: total.directives + one.directives + (selection.directives?.length ?? 0),
        selections: total.selections + one.selections,
      };
    }
    return total;
  }

  private ofSelection(selection: SelectionNode): Counted {
    if (selection.kind === 'Field') return this.ofField(selection);
    if (selection.kind === 'InlineFragment') return this.ofSelections(selection.selectionSet);
    return this.ofFragment(selection.name.value);
  }

  private ofField({ name, alias, selectionSet }: FieldNode): Counted {
    const inner = selectionSet ? this.ofSelections(selectionSet) : nothing;
    const isIntrospection = name.value === '__schema' || name.value === '__type';
    return {
      depth: isIntrospection ? 0 : inner.depth + 1,
      introspectionDepth: isIntrospection ? inner.depth + 1 : inner.introspectionDepth,
      aliases: inner.aliases + (alias && alias.value !== name.value ? 1 : 0),
      directives: inner.directives,
      selections: inner.selections + 1,
    };
  }

  private ofFragment(name: string): Counted {
    const known = this.known.get(name);
    if (known) return known;
    // A fragment that spreads itself is another rule's mistake; it must not be followed for ever.
    this.known.set(name, nothing);
    const fragment = this.fragments.get(name);
    const inner = fragment ? this.ofSelections(fragment.selectionSet) : nothing;
    const counted = { ...inner, directives: inner.directives + (fragment?.directives?.length ?? 0) };
    this.known.set(name, counted);
    return counted;
  }
}

function rootNames(root: SelectionSetNode, fragments: Fragments): Set<string> {
  const names = new Set<string>();
  const walked = new Set<string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === 'Field') names.add((selection.alias ?? selection.name).value);
      else if (selection.kind === 'InlineFragment') walk(selection.selectionSet);
      else if (!walked.has(selection.name.value)) {
        walked.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet);
      }
    }
  };
  walk(root);
  return names;
}
