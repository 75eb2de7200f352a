import type { ResponsePath } from '@apollo/query-planner';
import type { AnswerObject } from '../execution/positions.js';
import { isName, readProperty, type Generate } from './code-generation.js';

/** Finds the objects at a path of a plan. */
export type Collect = (root: AnswerObject) => AnswerObject[];

/** A step of a path, and whether it leads to values that stand in more than one place, so that each is gone into once. */
interface Step {
  readonly name: string;
  readonly shared: boolean;
}

/**
 * How objects at a path are found; `@` stands for every element of a list, and nulls are left out. An object that stands
 * in several places behind a shared value is found once.
 */
export function compileCollect(
  path: ResponsePath,
  shared: ReadonlySet<string>,
  generate: Generate | undefined,
): Collect {
  const steps = stepsOf(path, shared);
  if (generate && steps.every(({ name }) => name === '@' || isName(name))) return generated(steps, generate);
  return (root) => {
    const found: AnswerObject[] = [];
    const seen = steps.map((step) => (step.shared ? new Set<unknown>() : undefined));
    collect(root, steps, seen, 0, found);
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

function collect(
  value: unknown,
  steps: readonly Step[],
  seen: readonly (Set<unknown> | undefined)[],
  depth: number,
  found: AnswerObject[],
): void {
  if (typeof value !== 'object' || value === null) return;
  const step = steps[depth];
  if (!step) gather(value, found);
  else if (step.name === '@') {
    if (Array.isArray(value)) for (const element of value) collect(element, steps, seen, depth + 1, found);
  } else if (Object.hasOwn(value, step.name)) {
    const next = (value as AnswerObject)[step.name];
    if (isNew(seen[depth], next)) collect(next, steps, seen, depth + 1, found);
  }
}

/** What is at the end of a path: an object, or all objects of a list. */
function gather(value: unknown, found: AnswerObject[]): void {
  if (Array.isArray(value)) for (const element of value) gather(element, found);
  else if (typeof value === 'object' && value !== null) found.push(value as AnswerObject);
}

function isNew(seen: Set<unknown> | undefined, value: unknown): boolean {
  if (seen?.has(value)) return false;
  seen?.add(value);
  return true;
}

/** Loops within loops, one for each `@`. */
function generated(steps: readonly Step[], generate: Generate): Collect {
  const before: string[] = ['const found = [];'];
  const lines: string[] = [];
  let closing = '';
  let value = 'root';
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
    `if (Array.isArray(${value})) gather(${value}, found); else found.push(${value});`,
    `${closing} return found; };`,
  ].join('\n');
  return (generate(['gather', 'isNew'], body) as (...given: unknown[]) => Collect)(gather, isNew);
}
