import { StartFailure } from '../../kernel/errors/start-failure.js';

/** Where a Delfin database is. */
export type DelfinAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgresql'; readonly url: string };

/**
 * Reads where a Delfin database is: the path of an SQLite file, or a URL as `[database] connection` of
 * delfin.conf has it, with or without the name of a Python driver. Throws a StartFailure that shows nothing
 * of a URL but its scheme, because a password may be in it.
 */
export function delfinAddress(text: string): DelfinAddress {
  const given = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const [, scheme, rest = ''] = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:(\/\/.*)$/is.exec(given) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      return { kind: 'sqlite', file: given };
    case 'sqlite':
      return { kind: 'sqlite', file: sqliteFile(rest) };
    case 'postgresql':
    case 'postgres':
      return { kind: 'postgresql', url: `postgresql:${rest}` };
    case 'mysql':
    case 'mariadb':
      throw new StartFailure(
        'A MySQL database is not read directly. Copy its three tables into an SQLite file with the script of docs/moving-from-delfin.md, and import that file.',
      );
    default:
      throw new StartFailure(
        `A database "${scheme}:" is not known. Give the path of an SQLite file, or a URL with sqlite: or postgresql:.`,
      );
  }
}

/** SQLAlchemy's spelling: three slashes before a relative path, four before an absolute one. */
function sqliteFile(rest: string): string {
  const [path = ''] = rest.slice('//'.length).split('?');
  const file = decoded(path.replace(/^\//, ''));
  if (!path.startsWith('/') || file === '' || file === ':memory:')
    throw new StartFailure(
      'The SQLite URL names no file. Write sqlite:///relative/path or sqlite:////absolute/path.',
    );
  return file;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
