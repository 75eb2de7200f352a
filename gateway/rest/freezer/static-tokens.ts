import { z } from 'zod';
import { roleOf } from './roles.js';
import { sha256, type FreezerUser } from './identity-mode.js';

const id = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^,]*$/, 'must hold no comma');

const entry = z
  .strictObject({
    token: z.string().min(1).optional(),
    token_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i)
      .optional(),
    user_id: id,
    user_name: z.string().nullish(),
    project_id: id.nullish(),
    roles: z.array(z.string()).optional(),
  })
  .refine(
    ({ token, token_sha256 }) => (token === undefined) !== (token_sha256 === undefined),
    'needs either "token" or "token_sha256"',
  );

/**
 * Reads the token file of the mode `static`: users by the digest of their token. Throws an Error that
 * names the entry and the fault, never a token.
 */
export function readStaticTokens(text: string): ReadonlyMap<string, FreezerUser> {
  const parsed = z.array(entry).safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [index, ...path] = issue?.path ?? [];
    const place =
      index === undefined
        ? ''
        : ` in entry ${Number(index) + 1}${path.length > 0 ? `, "${path.join('.')}"` : ''}`;
    throw new Error(
      `the token file is not valid${place}: ${issue?.code === 'custom' ? issue.message : (issue?.code ?? 'unreadable')}`,
    );
  }
  const users = new Map<string, FreezerUser>();
  for (const [i, { token, token_sha256, user_id, user_name, project_id, roles }] of parsed.data.entries()) {
    const digest = token === undefined ? String(token_sha256).toLowerCase() : sha256(token);
    if (users.has(digest)) throw new Error(`the token file has the token of entry ${i + 1} twice`);
    users.set(digest, {
      userId: user_id,
      userName: user_name ?? null,
      projectId: project_id ?? null,
      role: roles ? roleOf(roles) : 'operator',
    });
  }
  return users;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the token file is not valid JSON');
  }
}
