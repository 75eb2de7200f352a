import { createHash } from 'node:crypto';

/** Directives of a Content-Security-Policy by name. */
export type ContentSecurityPolicy = Readonly<Record<string, string>>;

/** Headers of an HTML page that may load what its policy names, may not be framed and tells nobody where it was. */
export function pageHeaders(policy: ContentSecurityPolicy): Readonly<Record<string, string>> {
  const whole = {
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    ...policy,
  };
  return {
    'content-security-policy': Object.entries(whole)
      .map(([name, sources]) => `${name} ${sources}`)
      .join('; '),
    'cache-control': 'no-cache',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Sources that allow exactly the inline elements of a page, as `'sha256-…'` (CSP Level 3, 8.2). */
export function inlineSources(html: string, element: 'script' | 'style'): string {
  const inline = [
    ...html.matchAll(new RegExp(`<${element}(?![^>]*\\ssrc=)[^>]*>([\\s\\S]*?)</${element}>`, 'g')),
  ];
  return inline
    .map(([, text]) => `'sha256-${createHash('sha256').update(String(text)).digest('base64')}'`)
    .join(' ');
}
