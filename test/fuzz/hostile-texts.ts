import fc from 'fast-check';

/** Payloads against databases, shells, templates, files, formats and prototypes (reliability.md S14). */
export const payloads: readonly string[] = [
  ...["'", '"', "''", "' or '1'='1", "' or 1=1 --", '" or ""="', "'; drop table kernel.task; --", "') or ('a'='a"],
  ...["' union select null, null --", "1; select pg_sleep(9)", "' || pg_sleep(9) --", '$$; select 1; $$', "\\'; --"],
  ...['1e309', '-1', '0', '0x10', '1_000', '9223372036854775808', '-9223372036854775809', '2147483648', 'NaN'],
  ...['Infinity', '1.5', '00', '+1', ' 1', '1 ', '١', '1e3'],
  ...['%', '_', '%%', '\\', '\\\\', '\\%', '*', '?', '[a-z', '(', '(?<', '.*', '^$', 'a{1000000}', '|', ':*', '& !', '<->'],
  ...['../', '../../etc/passwd', '..\\..\\x', '/etc/passwd', '.', '..', './', '//', 'file:///etc/passwd', 'C:\\'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf', 'then'],
  ...['$(id)', '`id`', '; id', '| id', '&& id', '${7*7}', '{{7*7}}', '#{7*7}', '<%= 7*7 %>', '%{7*7}', '%s%n%x'],
  ...['<b>x</b>', '<img src=x onerror=y>', 'javascript:x', '<?xml version="1.0"?>', '<!ENTITY x>', ']]>', '--><'],
  ...['{"$gt": ""}', '{"$where": "1"}', '[]', '{}', 'null', 'undefined', 'true', '""', '{', '}', '@type', '\u2028'],
  ...['http://127.0.0.1:1/', 'http://[::1]/', 'http://169.254.169.254/', 'gopher://x', '//evil', '@evil', '127.1'],
  ...['\r\nX-Evil: 1', '\n', '\r', '\t', ' ', '\u0000', 'a\u0000b', '\u0001', '\u001b[2J', '\u007f', '\u0085'],
  ...['\ud800', 'a\udc00', '\udc00\ud800', '\ufeff', '\ufffe', '\uffff', '\u202e', '\u200b', 'İ', 'ı', 'ß', 'ﬃ'],
  ...['e\u0301', '\u0301', '👩‍👩‍👧', '\u{10ffff}', '𝔘', 'Ａ', 'ﷺ', 'a'.repeat(300), '語'.repeat(90), '(('.repeat(50)],
];

const long = fc.constantFrom('x', 'é', '\u0000', '"', '\\', '(').chain((unit) =>
  fc.constantFrom(63, 64, 65, 255, 256, 1023, 1024, 1025, 2001, 8193).map((times) => unit.repeat(times)),
);

/** Any text at all: payloads, words the product knows, any UTF-16, very long ones. */
export function hostileText(words: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    { weight: 4, arbitrary: fc.constantFrom(...payloads) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...words), fc.constantFrom(...payloads)).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme-composite', maxLength: 40 }) },
    { weight: 1, arbitrary: long },
  );
}
