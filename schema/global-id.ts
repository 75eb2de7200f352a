/** The two halves of a global id: the type that owns it and its key there. */
export interface GlobalId {
  readonly type: string;
  readonly key: string;
}

/** The opaque id by which `node(id)` finds an entity. */
export function toGlobalId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`, 'utf8').toString('base64url');
}

/** Reads a global id; undefined when it is not one. */
export function fromGlobalId(id: string): GlobalId | undefined {
  if (!/^[\w-]{1,1024}$/.test(id)) return undefined;
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const match = /^([A-Z]\w*):(.+)$/s.exec(text);
  if (!match?.[1] || !match[2] || toGlobalId(match[1], match[2]) !== id) return undefined;
  return { type: match[1], key: match[2] };
}

/** The key of a global id of the given type; undefined for anything else. */
export function keyOf(type: string, id: string): string | undefined {
  const parsed = fromGlobalId(id);
  return parsed?.type === type ? parsed.key : undefined;
}
