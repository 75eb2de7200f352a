import type { BlockDevice } from './block-device.js';

/** Where things stand in an ext2, ext3 or ext4 file system. */
export interface ExtLayout {
  readonly type: 'ext2' | 'ext3' | 'ext4';
  readonly label: string | null;
  readonly blockBytes: number;
  readonly inodes: number;
  readonly inodesPerGroup: number;
  readonly inodeBytes: number;
  /** First byte of the group descriptors. */
  readonly descriptors: number;
  readonly descriptorBytes: number;
  /** Bytes of the file system. */
  readonly size: number;
}

const superblockAt = 1024;
/** Types in directories, extents, 64 bits, flexible groups, seeds of checksums, large folders; a journal that was not played back, as a snapshot leaves it. */
const known = 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x2000 | 0x4000;
const [extents, wide, journal] = [0x40, 0x80, 0x4];

/** Reads the superblock; undefined when it is none, or has a feature that is not known here. */
export async function extLayout(device: BlockDevice): Promise<ExtLayout | undefined> {
  if (device.size < superblockAt + 1024) return undefined;
  const block = await device.read(superblockAt, 1024);
  if (block.readUInt16LE(56) !== 0xef53) return undefined;
  const features = block.readUInt32LE(96);
  const logBlock = block.readUInt32LE(24);
  if ((features & ~known) !== 0 || logBlock > 6) return undefined;
  const blockBytes = 1024 << logBlock;
  const isFirstRevision = block.readUInt32LE(76) === 0;
  const inodeBytes = isFirstRevision ? 128 : block.readUInt16LE(88);
  const inodesPerGroup = block.readUInt32LE(40);
  const descriptorBytes = (features & wide) === 0 ? 32 : block.readUInt16LE(254);
  if (inodesPerGroup === 0 || inodeBytes < 128 || descriptorBytes < 32 || descriptorBytes > blockBytes)
    return undefined;
  const high = (features & wide) === 0 ? 0 : block.readUInt32LE(0x150);
  const name = block.subarray(120, 136);
  const label = name.subarray(0, name.includes(0) ? name.indexOf(0) : name.length).toString('utf8');
  const hasJournal = (block.readUInt32LE(92) & journal) !== 0;
  return {
    type: (features & (extents | wide)) === 0 ? (hasJournal ? 'ext3' : 'ext2') : 'ext4',
    label: label === '' ? null : label,
    blockBytes,
    inodes: block.readUInt32LE(0),
    inodesPerGroup,
    inodeBytes,
    descriptors: (block.readUInt32LE(20) + 1) * blockBytes,
    descriptorBytes,
    size: (high * 2 ** 32 + block.readUInt32LE(4)) * blockBytes,
  };
}
