import type { BlockDevice } from './block-device.js';

/** A part of a disk; `number` is from 1, and 0 for the whole disk. */
export interface Partition {
  readonly number: number;
  readonly first: number;
  readonly size: number;
}

const sector = 512;
const mostEntries = 256;

/** Where file systems may be: the partitions of a GUID or DOS table, or else the whole disk. Extended DOS partitions are not looked into. */
export async function partitionsOf(device: BlockDevice): Promise<Partition[]> {
  const whole = [{ number: 0, first: 0, size: device.size }];
  if (device.size < 2 * sector) return whole;
  const head = await device.read(0, 2 * sector);
  if (head.readUInt16LE(510) !== 0xaa55) return whole;
  const found =
    head.toString('latin1', sector, sector + 8) === 'EFI PART'
      ? await guidTable(device, head)
      : dosTable(head);
  const usable = found.filter(({ first, size }) => first > 0 && size > 0 && first + size <= device.size);
  return usable.length > 0 ? usable : whole;
}

function dosTable(head: Buffer): Partition[] {
  return [1, 2, 3, 4].flatMap((number) => {
    const at = 446 + (number - 1) * 16;
    const type = head.readUInt8(at + 4);
    const [first, size] = [head.readUInt32LE(at + 8) * sector, head.readUInt32LE(at + 12) * sector];
    return type === 0 || type === 0x05 || type === 0x0f ? [] : [{ number, first, size }];
  });
}

async function guidTable(device: BlockDevice, head: Buffer): Promise<Partition[]> {
  const table = Number(head.readBigUInt64LE(sector + 72)) * sector;
  const count = Math.min(head.readUInt32LE(sector + 80), mostEntries);
  const bytes = head.readUInt32LE(sector + 84);
  if (bytes < 128 || bytes > 4096 || table + count * bytes > device.size) return [];
  const entries = await device.read(table, count * bytes);
  return Array.from({ length: count }, (_, i) => i * bytes).flatMap((at, i) => {
    if (entries.subarray(at, at + 16).every((byte) => byte === 0)) return [];
    const first = Number(entries.readBigUInt64LE(at + 32)) * sector;
    const end = (Number(entries.readBigUInt64LE(at + 40)) + 1) * sector;
    return [{ number: i + 1, first, size: end - first }];
  });
}
