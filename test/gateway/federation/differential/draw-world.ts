import { Choices } from './choices.js';
import {
  type EntitySpec,
  type FieldSpec,
  type HomeSpec,
  type KeySet,
  type RequiredSpec,
  type ThingSpec,
  type TypeSpec,
  type ValueSpec,
  type World,
} from './world.js';

const leaves = ['Int', 'String', 'Boolean', 'ID', 'Float', 'Color'];
const plain = { required: false, list: false, elementsRequired: false };

/** Draws a world. Most compose; one that does not is no fault of anybody. */
export function drawWorld(choices: Choices): World {
  const subgraphs = ['one', 'two', 'three', 'four'].slice(0, 2 + choices.below(3));
  const values = drawValues(choices);
  const thing = subgraphs.length > 2 || choices.chance(50) ? drawThing(choices, subgraphs) : undefined;
  const places = subgraphs.filter((name) => name !== thing?.objectIn);
  const names = ['User', 'Book', 'Shop'].slice(0, 1 + choices.below(3));
  const drafts = names.map((name, index) => drawHomes(choices, name, places, thing, index));
  const homes = new Map(drafts.map(({ name, homes: known }) => [name, [...known]]));
  const draw = new FieldDrawing(choices, values, drafts, homes, thing);
  const entities = drafts.map((draft) => ({ ...draft, fields: draw.fieldsOf(draft) }));
  const queries = draw.roots('q', subgraphs, 2 + choices.below(4));
  const mutations = choices.chance(30) ? draw.roots('m', subgraphs, 2) : [];
  return {
    subgraphs,
    values,
    queries,
    mutations,
    entities: entities.map((entity) => ({ ...entity, homes: homes.get(entity.name) ?? [] })),
    ...(thing ? { thing } : {}),
  };
}

function drawValues(choices: Choices): ValueSpec[] {
  return ['Size', 'Place'].slice(0, 1 + choices.below(2)).map((name) => ({
    name,
    fields: ['x', 'y', 'z'].slice(0, 1 + choices.below(3)).map((field) => ({
      name: field,
      type: { ...plain, name: choices.pick(leaves), kind: 'leaf' as const, required: choices.chance(20) },
    })),
  }));
}

function drawThing(choices: Choices, subgraphs: readonly string[]): ThingSpec | undefined {
  if (!choices.chance(65)) return undefined;
  const objectIn = subgraphs.length > 2 && choices.chance(40) ? subgraphs.at(-1) : undefined;
  return {
    owner: choices.pick(subgraphs.filter((name) => name !== objectIn)),
    labelArgument: choices.chance(30),
    ...(objectIn === undefined ? {} : { objectIn }),
  };
}

type Draft = Omit<EntitySpec, 'fields'>;

function drawHomes(
  choices: Choices,
  name: string,
  places: readonly string[],
  thing: ThingSpec | undefined,
  index: number,
): Draft {
  const isThing = thing !== undefined && (index === 0 || choices.chance(50));
  const chosen = new Set([
    choices.pick(places),
    ...choices.some(places, 60),
    ...(isThing ? [thing.owner] : []),
  ]);
  const homes = [...chosen].map((subgraph) => ({ subgraph, keys: drawKeys(choices, isThing) }));
  return { name, homes, isThing, inUnion: choices.chance(50) };
}

function drawKeys(choices: Choices, isThing: boolean): HomeSpec['keys'] {
  const others = choices.some(['code', 'pair', 'nested'] as const, 30);
  const withId = isThing || others.length === 0 || !choices.chance(25);
  const sets: KeySet[] = withId ? ['id', ...others] : [...others];
  const ordered = choices.chance(30) ? sets.toReversed() : sets;
  const allResolvable = ordered.map((set) => ({ set, resolvable: true }));
  if (ordered.length === 1 || !choices.chance(25)) return allResolvable;
  return allResolvable.map((key, at) =>
    at === 0 && !(isThing && key.set === 'id') ? { ...key, resolvable: false } : key,
  );
}

class FieldDrawing {
  constructor(
    private readonly choices: Choices,
    private readonly values: readonly ValueSpec[],
    private readonly drafts: readonly Draft[],
    private readonly homes: Map<string, HomeSpec[]>,
    private readonly thing: ThingSpec | undefined,
  ) {}

  fieldsOf(draft: Draft): FieldSpec[] {
    const { choices } = this;
    const fields: FieldSpec[] = [];
    const count = 2 + choices.below(6);
    for (let at = 0; at < count; at++) {
      const home = choices.pick(draft.homes).subgraph;
      const requires = choices.chance(35) ? this.requirements(fields, home) : [];
      const type = requires.length > 0 ? this.leaf() : this.type(home);
      const others = draft.homes.map(({ subgraph }) => subgraph).filter((name) => name !== home);
      const other = others.length > 0 ? choices.pick(others) : undefined;
      const fate = requires.length > 0 || other === undefined ? 0 : choices.below(10);
      const mayShare = type.kind === 'leaf' || type.kind === 'value';
      const provides = this.provided(type, home);
      fields.push({
        name: `f${at}`,
        type,
        home,
        argument: choices.chance(25),
        ...(requires.length > 0 ? { requires } : {}),
        ...(other !== undefined && fate === 8 && mayShare ? { shared: other } : {}),
        ...(other !== undefined && fate === 9 && mayShare
          ? { override: { from: other, progressive: choices.chance(50) } }
          : {}),
        ...(provides.length > 0 ? { provides } : {}),
        ...(type.kind === 'leaf' && !type.list && choices.chance(15) ? { fails: choices.below(3) } : {}),
        ...(type.kind === 'leaf' && !type.required && choices.chance(5) ? { inaccessible: true } : {}),
      });
    }
    return fields;
  }

  roots(prefix: string, subgraphs: readonly string[], count: number): FieldSpec[] {
    const { choices } = this;
    return Array.from({ length: count }, (_, at) => {
      const home = subgraphs[at % subgraphs.length] ?? '';
      const other = choices.pick(subgraphs.filter((name) => name !== home));
      const type = this.type(home, at < 2);
      const shares = prefix === 'q' && (type.kind === 'leaf' || type.kind === 'value') && choices.chance(20);
      const provides = this.provided(type, home);
      return {
        name: `${prefix}${at}`,
        type,
        home,
        argument: choices.chance(20),
        ...(shares ? { shared: other } : {}),
        ...(provides.length > 0 ? { provides } : {}),
      };
    });
  }

  private leaf(): TypeSpec {
    const { choices } = this;
    const name = choices.pick(leaves);
    return {
      name,
      kind: 'leaf',
      required: choices.chance(20),
      list: choices.chance(15),
      elementsRequired: choices.chance(30),
    };
  }

  private type(home: string, composite = false): TypeSpec {
    const { choices } = this;
    const kind = composite ? 2 + choices.below(8) : choices.below(10);
    const wrap = {
      required: choices.chance(15),
      list: choices.chance(35),
      elementsRequired: choices.chance(30),
    };
    const { thing } = this;
    if (kind === 9 && this.members('inUnion', home)) return { ...wrap, name: 'Any', kind: 'union' };
    if (kind >= 7 && thing && (thing.objectIn === home || this.members('isThing', home)))
      return { ...wrap, name: 'Thing', kind: 'thing' };
    if (kind >= 3 && home !== thing?.objectIn) {
      const target = choices.pick(this.drafts);
      this.stub(target, home);
      return { ...wrap, name: target.name, kind: 'entity' };
    }
    if (kind === 2) return { ...wrap, name: choices.pick(this.values).name, kind: 'value' };
    return composite ? { ...wrap, name: choices.pick(this.values).name, kind: 'value' } : this.leaf();
  }

  /** Whether a subgraph has entities of the kind; it then gives only those. */
  private members(kind: 'isThing' | 'inUnion', home: string): boolean {
    return this.drafts.some((draft) => draft[kind] && draft.homes.some(({ subgraph }) => subgraph === home));
  }

  /** A subgraph that refers to an entity knows it at least by a key that some other subgraph resolves. */
  private stub(target: Draft, home: string): void {
    const known = this.homes.get(target.name) ?? [];
    if (known.some(({ subgraph }) => subgraph === home)) return;
    const [first] = known.flatMap(({ keys }) => keys).filter(({ resolvable }) => resolvable);
    const set = target.isThing ? 'id' : (first?.set ?? 'id');
    this.homes.set(target.name, [
      ...known,
      { subgraph: home, keys: [{ set, resolvable: this.choices.chance(50) }] },
    ]);
  }

  /** Fields of other subgraphs that a field may be worked out from. */
  private requirements(known: readonly FieldSpec[], home: string): RequiredSpec[] {
    const { choices } = this;
    const usable = known.filter(
      (field) =>
        field.home !== home &&
        field.shared !== home &&
        field.override?.from !== home &&
        field.fails === undefined &&
        (field.type.kind === 'leaf' || field.type.kind === 'value'),
    );
    return choices
      .some(usable, 50)
      .slice(0, 2)
      .map((field) => {
        const value = this.values.find(({ name }) => name === field.type.name);
        const below = value && [choices.pick(value.fields).name];
        return {
          field: field.name,
          ...(field.argument && choices.chance(70) ? { n: 1 + choices.below(3) } : {}),
          ...(below ? { below } : {}),
        };
      });
  }

  private provided(type: TypeSpec, home: string): string[] {
    if (type.kind !== 'entity' || !this.choices.chance(20)) return [];
    return [`f${this.choices.below(3)}`].filter(() => home !== this.thing?.objectIn);
  }
}
