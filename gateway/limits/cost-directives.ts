import { Kind, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from 'graphql';

/** `@listSize` of a field, after the IBM specification of GraphQL cost directives. */
export interface ListSize {
  /** How many items the list has when no argument tells. */
  readonly assumedSize: number | undefined;
  /** Arguments of which the largest that is given tells the size. */
  readonly slicingArguments: readonly string[];
  /** Fields of the object that are the list; empty when the field is the list itself. */
  readonly sizedFields: readonly string[];
}

/** What a supergraph says of costs. Places are `Type`, `Type.field` and `Type.field.argument`. */
export interface CostDirectives {
  readonly weights: ReadonlyMap<string, number>;
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/** The names under which a supergraph has imported the two. */
interface Names {
  readonly cost: string;
  readonly listSize: string;
}

const specification = /^https:\/\/specs\.apollo\.dev\/cost\/v\d/;

/** Reads `@cost` and `@listSize`, which the schema clients see no longer has, from a supergraph. */
export function readCostDirectives(supergraph: DocumentNode): CostDirectives {
  const names = namesIn(supergraph);
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const note = (place: string, directives: readonly ConstDirectiveNode[] = []): void => {
    for (const directive of directives) {
      if (directive.name.value === names.cost) {
        const weight = numberIn(argument(directive, 'weight'));
        if (weight !== undefined) weights.set(place, weight);
      }
      if (directive.name.value === names.listSize) listSizes.set(place, listSizeOf(directive));
    }
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const type = definition.name.value;
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION && 'directives' in definition)
      note(type, definition.directives as readonly ConstDirectiveNode[]);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) {
      note(`${type}.${field.name.value}`, field.directives);
      if (!('arguments' in field)) continue;
      for (const given of field.arguments ?? [])
        note(`${type}.${field.name.value}.${given.name.value}`, given.directives);
    }
  }
  return { weights, listSizes };
}

function namesIn(supergraph: DocumentNode): Names {
  const links = supergraph.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).filter(({ name }) => name.value === 'link')
      : [],
  );
  const link = links.find((given) => specification.test(textIn(argument(given, 'url')) ?? ''));
  const prefix = (link && textIn(argument(link, 'as'))) ?? 'cost';
  const imported = link && argument(link, 'import');
  const entries = imported?.kind === Kind.LIST ? imported.values : [];
  const own = (name: string, otherwise: string): string => {
    for (const entry of entries) {
      if (entry.kind === Kind.STRING && entry.value === `@${name}`) return name;
      if (entry.kind !== Kind.OBJECT) continue;
      const member = (key: string): string | undefined =>
        textIn(entry.fields.find((field) => field.name.value === key)?.value);
      if (member('name') === `@${name}`) return (member('as') ?? `@${name}`).slice(1);
    }
    return otherwise;
  };
  return { cost: own('cost', prefix), listSize: own('listSize', `${prefix}__listSize`) };
}

function listSizeOf(directive: ConstDirectiveNode): ListSize {
  return {
    assumedSize: numberIn(argument(directive, 'assumedSize')),
    slicingArguments: textsIn(argument(directive, 'slicingArguments')),
    sizedFields: textsIn(argument(directive, 'sizedFields')),
  };
}

function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((given) => given.name.value === name)?.value;
}

function textIn(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** Weights are integers with Apollo and texts with IBM. */
function numberIn(value: ConstValueNode | undefined): number | undefined {
  if (value?.kind !== Kind.INT && value?.kind !== Kind.FLOAT && value?.kind !== Kind.STRING) return undefined;
  const number = Number(value.value);
  return Number.isFinite(number) ? number : undefined;
}

function textsIn(value: ConstValueNode | undefined): readonly string[] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => textIn(item) ?? []);
}
