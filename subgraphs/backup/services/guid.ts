/** A GUID as it is kept, in lower case; undefined for what can be none, at which the database would throw. */
export function readGuid(text: string): string | undefined {
  const guid = text.toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid) ? guid : undefined;
}

/** Those of several texts that can be GUIDs, as they are kept. */
export function readGuids(texts: readonly string[]): string[] {
  return texts.flatMap((text) => readGuid(text) ?? []);
}
