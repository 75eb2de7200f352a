const longest = 4000;

/** A case as it can be copied into found-cases.ts: ASCII JSON, cut when very long. */
export function caseText(value: unknown): string {
  const text = (JSON.stringify(value) ?? 'undefined').replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
