import { RE2JS, RE2JSException } from 're2js';
import { invalid } from './backup-fault.js';

const longestPattern = 255;
const mostPatterns = 100;
/** Instructions of all patterns of a list; each costs a step per character of a name at worst. */
const largestProgram = 20_000;

/** Tells whether a name is as one of several patterns says, as a whole and with its letter case. */
export type NameTest = (name: string) => boolean;

/**
 * Compiles regular expressions that people wrote (vprotect.md 4.6). The engine takes time linear in the length of
 * the name, whatever the expression. VALIDATION names the list and the expression that it refuses.
 */
export function nameTest(patterns: readonly string[], field: string): NameTest {
  if (patterns.length === 0) return () => false;
  if (patterns.length > mostPatterns) throw invalid(field, `at most ${mostPatterns} expressions`);
  for (const pattern of patterns) compiled(pattern, field);
  const all = compiled(patterns.map((pattern) => `(?:${pattern})`).join('|'), field, Infinity);
  if (all.programSize() > largestProgram)
    throw invalid(field, 'simpler: together the expressions are too large');
  return (name) => all.testExact(name);
}

function compiled(pattern: string, field: string, longest = longestPattern): RE2JS {
  if (pattern.length > longest)
    throw invalid(field, `expressions of at most ${longestPattern} characters each`);
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException)
      throw invalid(field, `regular expressions of the RE2 syntax; "${shown(pattern)}" is none`);
    throw error;
  }
}

function shown(pattern: string): string {
  return pattern.length <= 60 ? pattern : `${pattern.slice(0, 59)}…`;
}
