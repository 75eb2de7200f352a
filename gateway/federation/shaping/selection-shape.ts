import {
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field of an answer's object. */
export interface ShapedField {
  /** The name under which fetches collected it. */
  readonly planned: string;
  /** The name clients know it by. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** Undefined for `__typename` and introspection. */
  readonly type: GraphQLOutputType | undefined;
  /** What is selected of the objects behind it. */
  readonly below: SelectionShape;
}

/** What an operation is, as far as its answer's shape goes. */
export interface ShapeSource {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Whether `@skip` and `@include` leave something out under the variables of the call. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly clientName: (planned: string) => string;
}

/** What is selected of objects: their fields in the order of the answer (CollectFields), worked out once per type. */
export class SelectionShape {
  private readonly byType = new Map<GraphQLCompositeType, readonly ShapedField[]>();

  constructor(
    private readonly source: ShapeSource,
    private readonly sets: readonly SelectionSetNode[],
  ) {}

  /** The fields of an object of this type; of an abstract one when nobody knows what it really is. */
  fieldsOf(type: GraphQLCompositeType): readonly ShapedField[] {
    const known = this.byType.get(type);
    if (known) return known;
    const nodes = new Map<string, FieldNode[]>();
    for (const set of this.sets) this.collect(set, type, nodes);
    const fields = [...nodes].map(([planned, same]) => this.field(type, planned, same));
    this.byType.set(type, fields);
    return fields;
  }

  private field(parent: GraphQLCompositeType, planned: string, nodes: readonly FieldNode[]): ShapedField {
    const name = nodes[0]?.name.value ?? planned;
    const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
    return {
      planned,
      name: this.source.clientName(planned),
      nodes,
      type: name.startsWith('__') ? undefined : fields[name]?.type,
      below: new SelectionShape(
        this.source,
        nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : [])),
      ),
    };
  }

  private collect(set: SelectionSetNode, type: GraphQLCompositeType, nodes: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (isLeftOut(selection, this.source.variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const planned = selection.alias?.value ?? selection.name.value;
        const same = nodes.get(planned);
        if (same) same.push(selection);
        else nodes.set(planned, [selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.source.fragments.get(selection.name.value) : selection;
      if (fragment && this.applies(fragment.typeCondition?.name.value, type))
        this.collect(fragment.selectionSet, type, nodes);
    }
  }

  private applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.source.schema.getType(condition);
    if (!isCompositeType(wanted) || !isAbstractType(wanted)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && this.source.schema.isSubType(wanted, type);
  }
}

/** Whether `@skip` or `@include` leaves a selection out. */
function isLeftOut(
  { directives = [] }: SelectionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return directives.some((directive) => {
    const isSkip = directive.name.value === 'skip';
    return (isSkip || directive.name.value === 'include') && conditionOf(directive, variables) === isSkip;
  });
}

function conditionOf(directive: DirectiveNode, variables: Readonly<Record<string, unknown>>): unknown {
  const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
  if (value?.kind === Kind.BOOLEAN) return value.value;
  return value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
}
