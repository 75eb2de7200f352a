/** A bar of so many characters, of which a share from 0 to 1 is full. */
export function progressBar(share: number, width: number): string {
  const full = Math.round(width * Math.max(0, Math.min(1, share)));
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}
