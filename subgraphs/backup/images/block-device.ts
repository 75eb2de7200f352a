import { LRUCache } from 'lru-cache';
import { archiveFault } from '../archive/archive-fault.js';
import type { ChainedDisk } from '../archive/chain.js';
import { chunkBytes } from '../archive/chunk.js';

const chunksKept = 16;

/** Bytes that are read anywhere. */
export interface BlockDevice {
  readonly size: number;
  /** DAMAGED when the range does not lie on the device. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A disk of a backup as a device; the chunks read last are kept. */
export function deviceOf(disk: ChainedDisk): BlockDevice {
  const { size } = disk.manifest;
  const kept = new LRUCache<number, Promise<Uint8Array>>({ max: chunksKept });
  const chunk = (number: number): Promise<Uint8Array> => {
    const found = kept.get(number) ?? disk.content(number);
    kept.set(number, found);
    return found;
  };
  return {
    size,
    async read(offset, length) {
      refuseBeyond(offset, length, size);
      const into = Buffer.alloc(length);
      for (let done = 0; done < length;) {
        const at = offset + done;
        const number = Math.floor(at / chunkBytes);
        const from = at - number * chunkBytes;
        const part = (await chunk(number)).subarray(from, from + length - done);
        into.set(part, done);
        done += part.length;
      }
      return into;
    },
  };
}

/** A part of a device as one of its own. */
export function partOf(device: BlockDevice, first: number, size: number): BlockDevice {
  return {
    size,
    read: (offset, length) => {
      refuseBeyond(offset, length, size);
      return device.read(first + offset, length);
    },
  };
}

/** The fault of a file system that contradicts itself. */
export function brokenImage(how: string): Error {
  return archiveFault('DAMAGED', 'the file system', how);
}

function refuseBeyond(offset: number, length: number, size: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) throw brokenImage('it points beyond its end');
}
