/**
 * Whether an Accept header likes HTML better than JSON (RFC 9110, 12.5.1), as browsers' do. One that
 * takes both alike, such as that of curl, does not.
 */
export function prefersHtml(accept: string | undefined): boolean {
  return (
    accept !== undefined && acceptedQuality(accept, 'text/html') > acceptedQuality(accept, 'application/json')
  );
}

/** How much an Accept header likes a type, from 0 (not at all) to 1; a request without one takes everything. */
export function acceptedQuality(accept: string | undefined, type: string): number {
  return accept === undefined ? 1 : qualityOf(accept.split(',').flatMap(readRange), type);
}

interface MediaRange {
  readonly range: string;
  readonly quality: number;
}

/** A range as sent, or nothing when it is malformed. */
function readRange(text: string): MediaRange[] {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? [{ range, quality: Number(weight) }] : [];
}

/** The most specific range that takes the type decides; 0 when none does. */
function qualityOf(ranges: readonly MediaRange[], type: string): number {
  for (const wanted of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const found = ranges.filter(({ range }) => range === wanted).map(({ quality }) => quality);
    if (found.length > 0) return Math.max(...found);
  }
  return 0;
}
