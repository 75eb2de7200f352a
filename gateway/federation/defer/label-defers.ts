import {
  Kind,
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation whose deferred fragments have names of ours. */
export interface LabelledOperation {
  /** The operation with all fragments inline; what is deferred under the variables, and nothing else, has `@defer`. */
  readonly document: DocumentNode;
  /** The labels clients gave, by ours. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** Names what an operation defers under these variables; undefined when that is nothing. */
export function labelDefers(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): LabelledOperation | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const labels = new Map<string, string | undefined>();
  const inlined = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD)
        return [
          selection.selectionSet
            ? { ...selection, selectionSet: inlined(selection.selectionSet) }
            : selection,
        ];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return [];
      const defer = selection.directives?.find(({ name }) => name.value === 'defer');
      const others = (selection.directives ?? []).filter((given) => given !== defer);
      const directives = [...others];
      if (defer && isOn(defer, variables)) {
        const id = `part${labels.size}`;
        labels.set(id, labelOf(defer));
        directives.push(deferWith(id));
      }
      const { typeCondition } = fragment;
      const inline: InlineFragmentNode = {
        kind: Kind.INLINE_FRAGMENT,
        directives,
        selectionSet: inlined(fragment.selectionSet),
        ...(typeCondition ? { typeCondition } : {}),
      };
      return [inline];
    }),
  });
  const definitions = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [{ ...definition, selectionSet: inlined(definition.selectionSet) }]
      : [],
  );
  return labels.size === 0 ? undefined : { document: { ...document, definitions }, labels };
}

/** The label of a deferred fragment of a labelled operation. */
export function deferredAs({ directives = [] }: SelectionNode): string | undefined {
  const defer = directives.find(({ name }) => name.value === 'defer');
  return defer && labelOf(defer);
}

function isOn(defer: DirectiveNode, variables: Readonly<Record<string, unknown>>): boolean {
  const value = argumentOf(defer, 'if');
  if (value?.kind === Kind.BOOLEAN) return value.value;
  return value?.kind !== Kind.VARIABLE || variables[value.name.value] === true;
}

function labelOf(defer: DirectiveNode): string | undefined {
  const value = argumentOf(defer, 'label');
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function argumentOf(
  { arguments: given = [] }: DirectiveNode,
  name: string,
): (typeof given)[number]['value'] | undefined {
  return given.find((argument) => argument.name.value === name)?.value;
}

function deferWith(label: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'defer' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'label' },
        value: { kind: Kind.STRING, value: label },
      },
    ],
  };
}
