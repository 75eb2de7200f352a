import type { Supergraph } from '@apollo/federation-internals';
import { Kind, type DirectiveNode, type DocumentNode, type ValueNode } from 'graphql';
import type { Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { TypeMap } from '../supergraph/type-map.js';
import { isMetBy, type Requirement } from './requirement.js';

const specs = { authenticated: 'authenticated', requiresScopes: 'requiresScopes', policy: 'policy' } as const;
type Spec = keyof typeof specs;

/** What a supergraph's `@authenticated`, `@requiresScopes` and `@policy` ask, by type and by `type.field`. */
export class AccessRules {
  private readonly requirements = new Map<string, Requirement>();
  private readonly unmet = new WeakMap<Viewer, ReadonlySet<string>>();

  constructor(supergraph: Supergraph, document: DocumentNode) {
    const names = directiveNames(supergraph);
    if (names.size === 0) return;
    for (const definition of document.definitions)
      if ('name' in definition && definition.name && 'directives' in definition)
        this.add(definition.name.value, definition.directives ?? [], names);
    for (const type of new TypeMap(document).all())
      for (const field of type.fields ?? [])
        this.add(`${type.name.value}.${field.name.value}`, field.directives ?? [], names);
  }

  get isEmpty(): boolean {
    return this.requirements.size === 0;
  }

  /** The types and fields that a viewer may not read; empty where nothing is kept from anybody. */
  keptFrom(viewer: Viewer): ReadonlySet<string> {
    if (this.isEmpty) return nothing;
    const known = this.unmet.get(viewer);
    if (known) return known;
    const kept = new Set(
      [...this.requirements]
        .filter(([, requirement]) => !isMetBy(requirement, viewer))
        .map(([place]) => place),
    );
    this.unmet.set(viewer, kept);
    return kept;
  }

  private add(place: string, directives: readonly DirectiveNode[], names: ReadonlyMap<string, Spec>): void {
    for (const directive of directives) {
      const spec = names.get(directive.name.value);
      if (!spec) continue;
      const [argument] = directive.arguments ?? [];
      const lists = argument ? listsOf(argument.value) : [];
      const asked: Requirement =
        spec === 'authenticated'
          ? { authenticated: true }
          : spec === 'policy'
            ? { policies: lists }
            : { scopes: lists };
      this.requirements.set(place, { ...this.requirements.get(place), ...asked });
    }
  }
}

const nothing: ReadonlySet<string> = new Set();

/** The names the supergraph has for the three directives. */
function directiveNames({ schema }: Supergraph): Map<string, Spec> {
  const names = new Map<string, Spec>();
  for (const spec of Object.values(specs)) {
    const feature = schema.coreFeatures?.getByIdentity(`https://specs.apollo.dev/${spec}`);
    if (feature) names.set(feature.directiveNameInSchema(spec), spec);
  }
  return names;
}

function listsOf(value: ValueNode): string[][] {
  if (value.kind !== Kind.LIST) return [];
  return value.values.map((inner) =>
    inner.kind === Kind.LIST
      ? inner.values.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : []))
      : [],
  );
}
