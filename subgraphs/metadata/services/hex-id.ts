import { randomBytes } from 'node:crypto';

/** A new random id of 32 hexadecimal digits, the form of the later Freezer API. */
export function newHexId(): string {
  return randomBytes(16).toString('hex');
}

/** Whether a text has that form. */
export function isHexId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
