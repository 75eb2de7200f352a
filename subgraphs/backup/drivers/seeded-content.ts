import { createHash } from 'node:crypto';
import { blockBytes } from './block-map.js';

/** A number from 0 to 2^32 - 1 that depends on the text alone. */
export function seededNumber(text: string): number {
  return createHash('sha256').update(text, 'utf8').digest().readUInt32LE(0);
}

/**
 * The content a block of a made-up disk begins with: a quarter of it noise, the rest a line that names the
 * block, so that it compresses about as a real disk does.
 */
export function seededBlock(seed: string, block: number, length = blockBytes): Uint8Array {
  const content = Buffer.alloc(length, `block ${block} of ${seed}\n`);
  let state = seededNumber(`${seed} ${block}`) || 1;
  const noise = Math.floor(length / 16) * 4;
  for (let at = 0; at < noise; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    content.writeInt32LE(state | 0, at);
  }
  return content;
}
