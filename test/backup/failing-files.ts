import type { FileHandle } from 'node:fs/promises';
import { realFiles, type Files } from '../../subgraphs/backup/archive/files.js';

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: it fails at /some/where`), { code });
}

/** The file system, whose disk is full after so many more bytes. */
export function fullAfter(bytes: number, code = 'ENOSPC'): Files {
  let left = bytes;
  const open: Files['open'] = async (path, flags, mode) => {
    const handle = await realFiles.open(path, flags, mode);
    const write = handle.writeFile.bind(handle);
    handle.writeFile = async (data: Uint8Array | string): Promise<void> => {
      left -= data.length;
      if (left < 0) {
        await write(data.slice(0, Math.max(0, data.length + left)));
        throw failure(code);
      }
      await write(data);
    };
    return handle satisfies FileHandle;
  };
  return { ...realFiles, open };
}

/** The file system, in which some calls fail with a code. */
export function failing(names: readonly (keyof Files)[], code: string): Files {
  const refuse = (): Promise<never> => Promise.reject(failure(code));
  return { ...realFiles, ...Object.fromEntries(names.map((name) => [name, refuse])) };
}

/** The file system; at a call of so much (of handles too) the process is killed. */
export function deadlyAt(call: number): Files {
  let left = call;
  const deadly = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          left -= 1;
          if (left === 0) process.kill(process.pid, 'SIGKILL');
          const result: unknown = await Reflect.apply(member, target, args);
          return name === 'open' ? deadly(result as FileHandle) : result;
        };
      },
    });
  return deadly(realFiles);
}
