import { createHash, randomBytes } from 'node:crypto';

/** What a bearer token stands for: a login session, or an API token. */
export type TokenKind = 'session' | 'api';

const prefixes: Readonly<Record<TokenKind, string>> = { session: 'igs_', api: 'igt_' };
const shownCharacters = 6;

/** A new secret token and what is kept of it. */
export interface NewToken {
  /** Shown to its owner once; 256 random bits behind the prefix of its kind. */
  readonly token: string;
  /** SHA-256 of the token in hex; all that is stored. */
  readonly hash: string;
  /** The token's beginning, by which its owner recognises it. */
  readonly prefix: string;
}

/** Makes a token. */
export function newToken(kind: TokenKind): NewToken {
  const random = randomBytes(32).toString('base64url');
  const token = `${prefixes[kind]}${random}`;
  return { token, hash: hashOf(token), prefix: `${prefixes[kind]}${random.slice(0, shownCharacters)}` };
}

/** Kind and hash of a token from outside; undefined when it cannot be one of ours. */
export function readToken(text: string): { readonly kind: TokenKind; readonly hash: string } | undefined {
  const match = /^(igs_|igt_)[\w-]{43}$/.exec(text);
  if (!match) return undefined;
  return { kind: match[1] === prefixes.api ? 'api' : 'session', hash: hashOf(text) };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
