import { partOf, type BlockDevice } from './block-device.js';
import { extLayout } from './ext-layout.js';
import { ExtView } from './ext-view.js';
import type { FileView } from './file-view.js';
import { partitionsOf } from './partitions.js';
import { rawView } from './raw-view.js';

/** A file system on a disk. */
export interface FoundFileSystem {
  /** Such as `root` or `root, partition 1`. */
  readonly volume: string;
  readonly label: string | null;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly firstByte: number;
}

/** What is on a disk: ext2, ext3 and ext4 are known; anything else is shown as its raw content. */
export async function findFileSystems(device: BlockDevice, diskName: string): Promise<FoundFileSystem[]> {
  const found: FoundFileSystem[] = [];
  for (const { number, first, size } of await partitionsOf(device)) {
    const { type, label } = await openFileSystem(device, first, size);
    found.push({
      volume: number === 0 ? diskName : `${diskName}, partition ${number}`,
      label,
      type,
      size,
      firstByte: first,
    });
  }
  return found;
}

/** Opens the file system in a part of a disk. */
export async function openFileSystem(device: BlockDevice, first: number, size: number): Promise<FileView> {
  const part = partOf(device, first, size);
  const layout = await extLayout(part);
  return layout ? new ExtView(part, layout) : rawView(part, 'content.raw');
}
