import { brokenImage, type BlockDevice } from './block-device.js';
import type { ExtLayout } from './ext-layout.js';

const extentsFlag = 0x80000;
const deepestExtents = 5;
const mostExtentNodes = 10_000;

/** A file of an ext2, ext3 or ext4 file system: what it is, and where its content stands. */
export interface ExtInode {
  readonly mode: number;
  readonly size: number;
  readonly modified: Date;
  readonly owner: number;
  readonly group: number;
  readonly usesExtents: boolean;
  /** The 60 bytes that map its content, or a short link's target. */
  readonly map: Buffer;
}

/** Reads an inode by its number, from 1. */
export async function readInode(device: BlockDevice, layout: ExtLayout, number: number): Promise<ExtInode> {
  if (!(number >= 1 && number <= layout.inodes)) throw brokenImage('it names a file that cannot be');
  const group = Math.floor((number - 1) / layout.inodesPerGroup);
  const descriptor = await device.read(
    layout.descriptors + group * layout.descriptorBytes,
    layout.descriptorBytes,
  );
  const high = layout.descriptorBytes >= 64 ? descriptor.readUInt32LE(0x28) : 0;
  const table = (high * 2 ** 32 + descriptor.readUInt32LE(8)) * layout.blockBytes;
  const place = table + ((number - 1) % layout.inodesPerGroup) * layout.inodeBytes;
  const bytes = await device.read(place, 128);
  const mode = bytes.readUInt16LE(0);
  return {
    mode,
    size: bytes.readUInt32LE(4) + ((mode & 0xf000) === 0x8000 ? bytes.readUInt32LE(108) * 2 ** 32 : 0),
    modified: new Date(bytes.readInt32LE(16) * 1000),
    owner: bytes.readUInt16LE(2) + bytes.readUInt16LE(120) * 65_536,
    group: bytes.readUInt16LE(24) + bytes.readUInt16LE(122) * 65_536,
    usesExtents: (bytes.readUInt32LE(32) & extentsFlag) !== 0,
    map: Buffer.from(bytes.subarray(40, 100)),
  };
}

/** All content of an inode; holes are zero. */
export async function readContent(device: BlockDevice, layout: ExtLayout, inode: ExtInode): Promise<Buffer> {
  const content = Buffer.alloc(inode.size);
  const put = async (block: number, count: number, place: number): Promise<void> => {
    const at = block * layout.blockBytes;
    const length = Math.min(count * layout.blockBytes, inode.size - at);
    if (length > 0 && place > 0) (await device.read(place * layout.blockBytes, length)).copy(content, at);
  };
  if (inode.usesExtents) await walkExtents({ device, layout, put, nodes: 0 }, inode.map, deepestExtents);
  else await walkPointers(device, layout, inode, put);
  return content;
}

type Put = (block: number, count: number, place: number) => Promise<void>;

interface ExtentWalk {
  readonly device: BlockDevice;
  readonly layout: ExtLayout;
  readonly put: Put;
  nodes: number;
}

async function walkExtents(walk: ExtentWalk, node: Buffer, depth: number): Promise<void> {
  const { device, layout, put } = walk;
  const [magic, entries, level] = [node.readUInt16LE(0), node.readUInt16LE(2), node.readUInt16LE(6)];
  walk.nodes += 1;
  const isOne = magic === 0xf30a && level <= depth && 12 + entries * 12 <= node.length;
  if (!isOne || walk.nodes > mostExtentNodes) throw brokenImage('a map of a file is not one');
  for (let at = 12; at < 12 + entries * 12; at += 12) {
    if (level === 0) {
      const length = node.readUInt16LE(at + 4);
      const place = node.readUInt16LE(at + 6) * 2 ** 32 + node.readUInt32LE(at + 8);
      // Longer ones are reserved and not written yet: zeros.
      if (length <= 32_768) await put(node.readUInt32LE(at), length, place);
    } else {
      const place = node.readUInt16LE(at + 8) * 2 ** 32 + node.readUInt32LE(at + 4);
      const child = await device.read(place * layout.blockBytes, layout.blockBytes);
      await walkExtents(walk, child, level - 1);
    }
  }
}

async function walkPointers(
  device: BlockDevice,
  layout: ExtLayout,
  inode: ExtInode,
  put: Put,
): Promise<void> {
  const blocks = Math.ceil(inode.size / layout.blockBytes);
  const perBlock = layout.blockBytes / 4;
  const walk = async (pointer: number, first: number, level: number): Promise<void> => {
    if (pointer === 0 || first >= blocks) return;
    if (level === 0) return put(first, 1, pointer);
    const table = await device.read(pointer * layout.blockBytes, layout.blockBytes);
    const each = perBlock ** (level - 1);
    for (let i = 0; i < perBlock && first + i * each < blocks; i++)
      await walk(table.readUInt32LE(i * 4), first + i * each, level - 1);
  };
  for (let i = 0; i < 12; i++) await walk(inode.map.readUInt32LE(i * 4), i, 0);
  let first = 12;
  for (const level of [1, 2, 3]) {
    await walk(inode.map.readUInt32LE((11 + level) * 4), first, level);
    first += perBlock ** level;
  }
}
