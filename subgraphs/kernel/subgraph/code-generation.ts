/** Makes a function of its parameters' names and its body. */
export type Generate = (parameters: readonly string[], body: string) => (...given: never[]) => unknown;

/**
 * Makes functions while the process runs. Every text in their code is a GraphQL name or written by `JSON.stringify`.
 * Undefined where Node.js forbids that (`--disallow-code-generation-from-strings`); closures then do the same, slower.
 */
export const generate: Generate | undefined = generator();

/** Whether a name may stand in code as it is. */
export function isName(text: string): boolean {
  return /^[_A-Za-z]\w*$/.test(text);
}

/**
 * The code that reads a property of an object from JSON, undefined where it has none: what every object has from its
 * prototype is no property of it.
 */
export function readProperty(object: string, name: string): string {
  return name in Object.prototype
    ? `(Object.hasOwn(${object}, "${name}") ? ${object}.${name} : undefined)`
    : `${object}.${name}`;
}

/** The same without code. */
export function property(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function generator(): Generate | undefined {
  // oxlint-disable-next-line typescript/no-implied-eval -- this is where code is generated
  const make: Generate = (parameters, body) => new Function(...parameters, body) as ReturnType<Generate>;
  try {
    make([], '');
    return make;
  } catch {
    return undefined;
  }
}
