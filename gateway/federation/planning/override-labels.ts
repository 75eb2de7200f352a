import { visit, type DocumentNode } from 'graphql';
import { textArgument } from '../supergraph/field-sets.js';

const none: Overrides = new Map();

/** Which labels of `@override` hold for one operation. */
export type Overrides = ReadonlyMap<string, boolean>;

/**
 * The labels of a supergraph's progressive overrides: `percent(N)` holds for so many of 100 operations, any other when
 * it is switched on.
 */
export class OverrideLabels {
  private readonly labels = new Set<string>();

  constructor(
    supergraph: DocumentNode,
    private readonly on: ReadonlySet<string>,
    private readonly random: () => number,
  ) {
    visit(supergraph, {
      Directive: (directive) => {
        const label =
          directive.name.value === 'join__field' ? textArgument(directive, 'overrideLabel') : undefined;
        if (label !== undefined) this.labels.add(label);
      },
    });
  }

  get isEmpty(): boolean {
    return this.labels.size === 0;
  }

  /** Decides for one operation. */
  decide(): Overrides {
    if (this.isEmpty) return none;
    const share = this.labels.size > 0 ? this.random() * 100 : 0;
    return new Map([...this.labels].map((label) => [label, this.holds(label, share)]));
  }

  private holds(label: string, share: number): boolean {
    const percent = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label)?.[1];
    return percent === undefined ? this.on.has(label) : share < Number(percent);
  }
}
