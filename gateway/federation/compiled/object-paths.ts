import type { ResponsePath } from '@apollo/query-planner';
import type { AnswerObject } from '../execution/positions.js';
import { isName, readProperty, type Generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';

/** Objects at a path of a plan. */
export interface FoundObjects {
  readonly objects: readonly AnswerObject[];
  /** Whose last name of the path each object is; undefined for one in a list. */
  readonly holders: readonly (AnswerObject | undefined)[];
}

/** Finds the objects at a path of a plan. */
export type Collect = (root: AnswerObject) => FoundObjects;

/** A step of a path, and whether it leads to values that stand in more than one place, so that each is gone into once. */
interface Step {
  readonly name: string;
  shared: boolean;
}

/**
 * How objects at a path are found; `@` stands for every element of a list, and nulls are left out. An object that stands
 * in several places behind a shared value is found once; where `everyHolder` is asked for, once for each of its holders.
 */
export function compileCollect(
  path: ResponsePath,
  shared: ReadonlySet<string>,
  generate: Generate | undefined,
  everyHolder = false,
): Collect {
  const steps = stepsOf(path, shared);
  const last = steps.at(-1);
  if (last && everyHolder) last.shared = false;
  if (generate && steps.every(({ name }) => name === '@' || isName(name))) return generated(steps, generate);
  return (root) => {
    const found = new Found();
    const seen = steps.map((step) => (step.shared ? new Set<unknown>() : undefined));
    collect(root, undefined, steps, seen, 0, found);
    return found;
  };
}

function stepsOf(path: ResponsePath, shared: ReadonlySet<string>): Step[] {
  const names: string[] = [];
  return path.map((part) => {
    const name = String(part);
    if (name !== '@') names.push(name);
    return { name, shared: name !== '@' && shared.has(names.join('.')) };
  });
}

class Found implements FoundObjects {
  readonly objects: AnswerObject[] = [];
  readonly holders: (AnswerObject | undefined)[] = [];

  /** Adds what is at the end of a path: an object, or all objects of a list. */
  add(value: unknown, holder: AnswerObject | undefined): void {
    if (Array.isArray(value)) for (const element of value) this.add(element, undefined);
    else if (typeof value === 'object' && value !== null) {
      this.objects.push(value as AnswerObject);
      this.holders.push(holder);
    }
  }
}

function collect(
  value: unknown,
  holder: AnswerObject | undefined,
  steps: readonly Step[],
  seen: readonly (Set<unknown> | undefined)[],
  depth: number,
  found: Found,
): void {
  if (typeof value !== 'object' || value === null) return;
  const step = steps[depth];
  if (!step) found.add(value, holder);
  else if (step.name === '@') {
    if (Array.isArray(value))
      for (const element of value) collect(element, undefined, steps, seen, depth + 1, found);
  } else if (Object.hasOwn(value, step.name)) {
    const parent = value as AnswerObject;
    const next = parent[step.name];
    if (isNew(seen[depth], next)) collect(next, parent, steps, seen, depth + 1, found);
  }
}

function isNew(seen: Set<unknown> | undefined, value: unknown): boolean {
  if (!seen) return true;
  const before = seen.size;
  // Looked up once, not to ask and again to add.
  return seen.add(value).size > before;
}

/** Loops within loops, one for each `@`. */
function generated(steps: readonly Step[], generate: Generate): Collect {
  const before: string[] = ['const found = new Found();'];
  const lines: string[] = [];
  let closing = '';
  let value = 'root';
  let holder = 'undefined';
  steps.forEach(({ name, shared }, index) => {
    const next = `v${index}`;
    closing += '}';
    if (name === '@') {
      lines.push(`if (Array.isArray(${value})) for (const ${next} of ${value}) {`);
    } else {
      lines.push(`{ const ${next} = ${readProperty(value, name)};`);
      lines.push(`if (typeof ${next} === "object" && ${next} !== null`);
      if (shared) {
        before.push(`const seen${index} = new Set();`);
        lines.push(`&& isNew(seen${index}, ${next})`);
      }
      lines.push(') {');
      closing += '}';
    }
    holder = name === '@' ? 'undefined' : value;
    value = next;
    if (name === '@') {
      lines.push(`if (typeof ${next} === "object" && ${next} !== null) {`);
      closing += '}';
    }
  });
  const body = [
    'return (root) => {',
    ...before,
    ...lines,
    `found.add(${value}, ${holder});`,
    `${closing} return found; };`,
  ].join('\n');
  return (generate(['Found', 'isNew'], body) as (...given: unknown[]) => Collect)(Found, isNew);
}
