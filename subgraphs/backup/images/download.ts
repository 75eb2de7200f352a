import { tooLarge, type FileEntry, type FileView } from './file-view.js';

/** A file to be handed out. */
export interface Download {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

const block = 512;
const deepest = 64;
const mostEntries = 10_000;

/** One file as it is; several, or a folder with all in it, as a tar archive. VALIDATION when it is more than `most` bytes. */
export async function download(view: FileView, paths: readonly string[], most: number): Promise<Download> {
  const [only = '/'] = paths;
  const single = paths.length === 1 ? await view.find(only) : undefined;
  if (single?.kind === 'REGULAR_FILE')
    return {
      name: fileName(single.name),
      contentType: 'application/octet-stream',
      content: await view.read(only, most),
    };
  const parts: Buffer[] = [];
  let [bytes, entries] = [0, 0];
  const put = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > most) throw tooLarge(most);
    parts.push(part);
  };
  const add = async (path: string, name: string, entry: FileEntry, depth: number): Promise<void> => {
    entries += 1;
    if (entries > mostEntries || depth > deepest) throw tooLarge(most);
    if (entry.kind === 'DIRECTORY') {
      if (name !== '') put(header(`${name}/`, entry, 0, '5'));
      for (const child of await view.list(path))
        await add(
          `${path}/${child.name}`,
          name === '' ? child.name : `${name}/${child.name}`,
          child,
          depth + 1,
        );
    } else if (entry.kind === 'REGULAR_FILE') {
      if (bytes + entry.size > most) throw tooLarge(most);
      const content = await view.read(path, most);
      put(header(name, entry, content.length, '0'));
      put(content);
      put(Buffer.alloc((block - (content.length % block)) % block));
    }
  };
  for (const path of paths) {
    const entry = await view.find(path);
    await add(path, entry.name, entry, 0);
  }
  put(Buffer.alloc(2 * block));
  const name = single && single.name !== '' ? `${fileName(single.name)}.tar` : 'files.tar';
  return { name, contentType: 'application/x-tar', content: Buffer.concat(parts) };
}

/** A name that fits a header: no quotes, no controls, nothing that parts a path. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.() -]/g, '_').slice(0, 200) || 'file';
}

/** The head of an entry (POSIX ustar). A name that is too long for it stands in a part of its own before. */
function header(name: string, entry: FileEntry, size: number, type: string): Buffer {
  const bytes = Buffer.from(name, 'utf8');
  const head = Buffer.alloc(block);
  const octal = (value: number, at: number, width: number): number =>
    head.write(
      value
        .toString(8)
        .padStart(width - 1, '0')
        .slice(-(width - 1)),
      at,
      'latin1',
    );
  bytes.copy(head, 0, 0, 100);
  octal(entry.mode, 100, 8);
  octal(entry.owner ?? 0, 108, 8);
  octal(entry.group ?? 0, 116, 8);
  octal(size, 124, 12);
  octal(Math.max(0, Math.floor((entry.modified?.getTime() ?? 0) / 1000)), 136, 12);
  head.write('        ', 148, 'latin1');
  head.write(type, 156, 'latin1');
  head.write('ustar\0' + '00', 257, 'latin1');
  octal(
    head.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  head.writeUInt8(0, 154);
  if (bytes.length <= 100) return head;
  const padding = Buffer.alloc(block - (bytes.length % block));
  const long = header('././@LongLink', { ...entry, modified: null }, bytes.length + 1, 'L');
  return Buffer.concat([long, bytes, padding, head]);
}
