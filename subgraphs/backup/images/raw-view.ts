import { brokenImage, type BlockDevice } from './block-device.js';
import { namesOf, nothingAt, tooLarge, type FileEntry, type FileView } from './file-view.js';

/** A disk, or a part of one, whose file system is not known: a folder with one file, its content. */
export function rawView(device: BlockDevice, name: string): FileView {
  const root = { modified: null, owner: null, group: null } as const;
  const file: FileEntry = { ...root, name, kind: 'REGULAR_FILE', size: device.size, mode: 0o400 };
  const find = (path: string): FileEntry => {
    const names = namesOf(path);
    if (names.length === 0) return { ...root, name: '', kind: 'DIRECTORY', size: 0, mode: 0o500 };
    if (names.length > 1 || names[0] !== name) throw nothingAt(path);
    return file;
  };
  return {
    type: 'raw',
    label: null,
    list: async (path) => {
      if (find(path).kind !== 'DIRECTORY') throw nothingAt(path);
      return [file];
    },
    find: async (path) => find(path),
    read: async (path, most) => {
      if (find(path).kind === 'DIRECTORY') throw brokenImage('a folder has no content');
      if (device.size > most) throw tooLarge(most);
      return device.read(0, device.size);
    },
  };
}
