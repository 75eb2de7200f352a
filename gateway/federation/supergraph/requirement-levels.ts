import type { SelectionSetNode } from 'graphql';
import { parseFieldSet, requirementsOf } from './field-sets.js';
import { namedType, type TypeMap } from './type-map.js';

/** How long the chains of requirements of a supergraph are. */
export class RequirementLevels {
  private readonly levels = new Map<string, number>();

  constructor(private readonly types: TypeMap) {}

  /** 0 for a field that requires nothing, else one more than the longest chain of what it requires. */
  of(type: string, name: string): number {
    const key = `${type}.${name}`;
    const known = this.levels.get(key);
    if (known !== undefined) return known;
    // A circle of requirements does not compose; it must not hang here either.
    this.levels.set(key, 0);
    const field = this.types.field(type, name);
    const below = (field ? requirementsOf(field) : []).map(
      ({ fieldSet }) => 1 + this.longest(type, parseFieldSet(fieldSet)),
    );
    const level = Math.max(0, ...below);
    this.levels.set(key, level);
    return level;
  }

  /** The longest chain in the supergraph. */
  get deepest(): number {
    let deepest = 0;
    for (const { name, fields } of this.types.all())
      for (const field of fields ?? []) deepest = Math.max(deepest, this.of(name.value, field.name.value));
    return deepest;
  }

  private longest(type: string, { selections }: SelectionSetNode): number {
    const lengths = selections.map((selection) => {
      if (selection.kind === 'FragmentSpread') return 0;
      if (selection.kind === 'InlineFragment')
        return this.longest(selection.typeCondition?.name.value ?? type, selection.selectionSet);
      const field = this.types.field(type, selection.name.value);
      const below =
        field && selection.selectionSet ? this.longest(namedType(field.type), selection.selectionSet) : 0;
      const own = this.types.withImplementations(type).map((real) => this.of(real, selection.name.value));
      return Math.max(below, ...own);
    });
    return Math.max(0, ...lengths);
  }
}
