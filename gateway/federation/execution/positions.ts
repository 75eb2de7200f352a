import type { ResponsePath } from '@apollo/query-planner';

/** An object of an answer, as fetches merge into it. */
export type AnswerObject = Record<string, unknown>;

/** Where a value is in the answer: the last step and those before it. */
interface Step {
  readonly before: Step | undefined;
  readonly key: string | number;
}

/** An object of the answer and where it is. */
export interface Position {
  readonly object: AnswerObject;
  readonly at: Step | undefined;
}

/** The root of an answer. */
export function rootPosition(object: AnswerObject): Position {
  return { object, at: undefined };
}

/** The objects at a path of a plan, whose `@` stands for every element of a list; nulls are left out. */
export function positionsAt(positions: readonly Position[], path: ResponsePath): Position[] {
  const found: Position[] = [];
  for (const { object, at } of positions) collect(object, at, path, 0, found);
  return found;
}

function collect(
  value: unknown,
  at: Step | undefined,
  path: ResponsePath,
  depth: number,
  found: Position[],
): void {
  if (typeof value !== 'object' || value === null) return;
  const part = path[depth];
  if (part === undefined) {
    if (Array.isArray(value))
      value.forEach((element, key) => collect(element, { before: at, key }, path, depth, found));
    else found.push({ object: value as AnswerObject, at });
  } else if (part === '@') {
    if (Array.isArray(value))
      value.forEach((element, key) => collect(element, { before: at, key }, path, depth + 1, found));
  } else if (Object.hasOwn(value, part)) {
    collect((value as AnswerObject)[part], { before: at, key: part }, path, depth + 1, found);
  }
}

/** The path of a position in the answer. */
export function pathOf({ at }: Position): (string | number)[] {
  const path: (string | number)[] = [];
  for (let step = at; step; step = step.before) path.unshift(step.key);
  return path;
}
