import { brokenImage, type BlockDevice } from './block-device.js';
import { readContent, readInode, type ExtInode } from './ext-inode.js';
import type { ExtLayout } from './ext-layout.js';
import { namesOf, nothingAt, tooLarge, type EntryKind, type FileEntry, type FileView } from './file-view.js';

const rootInode = 2;
const largestFolder = 64 << 20;
const mostEntries = 100_000;
const mostLinks = 40;

/** A file system as ext2, ext3 and ext4 keep it, read without the operating system. */
export class ExtView implements FileView {
  constructor(
    private readonly device: BlockDevice,
    private readonly layout: ExtLayout,
  ) {}

  get type(): string {
    return this.layout.type;
  }

  get label(): string | null {
    return this.layout.label;
  }

  async list(path: string): Promise<FileEntry[]> {
    const names = namesOf(path);
    const folder = await this.walk(names, path);
    if (kindOf(folder) !== 'DIRECTORY') throw nothingAt(path);
    const entries: FileEntry[] = [];
    for (const [name, number] of await this.entriesOf(folder)) {
      const inode = await this.inode(number);
      const kind = kindOf(inode);
      if (kind === undefined) continue;
      const isBroken = kind === 'SYMLINK' && !(await this.leadsSomewhere([...names, name]));
      entries.push(entryOf(name, isBroken ? 'BROKEN_SYMLINK' : kind, inode));
    }
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async find(path: string): Promise<FileEntry> {
    const names = namesOf(path);
    const inode = await this.walk(names, path);
    const kind = kindOf(inode);
    if (kind === undefined) throw nothingAt(path);
    return entryOf(names.at(-1) ?? '', kind, inode);
  }

  async read(path: string, most: number): Promise<Buffer> {
    const inode = await this.walk(namesOf(path), path);
    if (kindOf(inode) !== 'REGULAR_FILE') throw nothingAt(path);
    if (inode.size > most) throw tooLarge(most);
    return readContent(this.device, this.layout, inode);
  }

  /** The file at a path; links are followed inside the file system, whose root nothing leaves. */
  private async walk(names: readonly string[], path: string): Promise<ExtInode> {
    const left = [...names];
    const above: ExtInode[] = [await this.inode(rootInode)];
    for (let links = 0; left.length > 0;) {
      const name = left.shift() ?? '';
      const folder = above.at(-1);
      if (name === '..') {
        if (above.length > 1) above.pop();
        continue;
      }
      const number =
        folder && kindOf(folder) === 'DIRECTORY' ? (await this.entriesOf(folder)).get(name) : undefined;
      if (number === undefined) throw nothingAt(path);
      const inode = await this.inode(number);
      if (kindOf(inode) !== 'SYMLINK') {
        above.push(inode);
        continue;
      }
      links += 1;
      if (links > mostLinks) throw nothingAt(path);
      const target = await this.target(inode);
      if (target.startsWith('/')) above.length = 1;
      left.unshift(...target.split('/').filter((part) => part !== '' && part !== '.'));
    }
    return above.at(-1) as ExtInode;
  }

  private async leadsSomewhere(names: readonly string[]): Promise<boolean> {
    return this.walk(names, '').then(
      () => true,
      () => false,
    );
  }

  private inode(number: number): Promise<ExtInode> {
    return readInode(this.device, this.layout, number);
  }

  private async target(link: ExtInode): Promise<string> {
    if (link.size > 4096) throw brokenImage('a link is too long');
    const isShort = link.size < 60 && !link.usesExtents;
    const bytes = isShort
      ? link.map.subarray(0, link.size)
      : await readContent(this.device, this.layout, link);
    return bytes.toString('utf8');
  }

  private async entriesOf(folder: ExtInode): Promise<ReadonlyMap<string, number>> {
    if (folder.size > largestFolder) throw brokenImage('a folder is too large');
    const bytes = await readContent(this.device, this.layout, folder);
    const entries = new Map<string, number>();
    for (let at = 0; at + 8 <= bytes.length;) {
      const [number, length, nameLength] = [
        bytes.readUInt32LE(at),
        bytes.readUInt16LE(at + 4),
        bytes.readUInt8(at + 6),
      ];
      if (length < 8 || at + length > bytes.length || nameLength > length - 8)
        throw brokenImage('a folder is not one');
      const name = bytes.toString('utf8', at + 8, at + 8 + nameLength);
      if (number !== 0 && name !== '' && name !== '.' && name !== '..') entries.set(name, number);
      if (entries.size > mostEntries) throw brokenImage('a folder has too many entries');
      at += length;
    }
    return entries;
  }
}

function entryOf(name: string, kind: EntryKind, { size, modified, owner, group, mode }: ExtInode): FileEntry {
  return { name, kind, size, modified, owner, group, mode: mode & 0o777 };
}

/** Devices, pipes and sockets are none that can be shown. */
function kindOf({ mode }: ExtInode): EntryKind | undefined {
  const kinds: Readonly<Record<number, EntryKind>> = {
    0x4000: 'DIRECTORY',
    0x8000: 'REGULAR_FILE',
    0xa000: 'SYMLINK',
  };
  return kinds[mode & 0xf000];
}
