import type { PGlite } from '@electric-sql/pglite';

/** The stack pointer of the engine's WebAssembly module. */
interface Stack {
  value: number;
}

/**
 * Keeps an embedded database from running out of stack. Each SQL error leaves about a kilobyte of the
 * engine's stack behind, so that after some 1,800 of them in the life of a process it would refuse
 * everything with "stack depth limit exceeded"; here every call leaves the stack as it found it. Throws when
 * the engine does not show its stack.
 */
export function keepStack(embedded: PGlite): PGlite {
  // The engine's type does not name the module's exports.
  const { mod } = embedded as unknown as { readonly mod?: { readonly ___stack_pointer?: Stack } };
  const stack = mod?.___stack_pointer;
  if (stack === undefined)
    throw new Error('The embedded database does not show its stack; use the version of package-lock.json.');
  const run = embedded.execProtocolRawSync.bind(embedded);
  embedded.execProtocolRawSync = (message) => {
    const before = stack.value;
    try {
      return run(message);
    } finally {
      stack.value = before;
    }
  };
  return embedded;
}
