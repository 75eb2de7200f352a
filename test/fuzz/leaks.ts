import assert from 'node:assert/strict';

/** What no answer may hold (reliability.md S18): pages, stacks, paths, SQL, names of our own errors, addresses. */
const forbidden: readonly RegExp[] = [
  /<!doctype|<html|<body|<pre>/i,
  /\n\s+at .+[:(]\d+/,
  /\bat (?:async )?[\w.<>]+ \(/,
  /node:internal|node_modules|file:\/\/\/|\/dist\/|\.[cm]?[jt]s:\d+/,
  /(?:\/(?:home|root|work|usr|var|tmp|opt)\/[\w.-]+){1}/,
  // GraphQL begins its own message with "Syntax Error: "; "SyntaxError: " is JavaScript's.
  /\b\w*(?<!Syntax )Error: /,
  /\b(?:ECONN\w+|ENOTFOUND|EPIPE|EAI_AGAIN|ETIMEDOUT|ERR_[A-Z_]+|FST_ERR_\w+|HPE_\w+)\b/,
  /\b(?:select .+ from |insert into |update \S+ set |delete from |returning )/i,
  /syntax error at|invalid input syntax|violates |duplicate key|out of range for type|invalid byte sequence|unsupported Unicode|does not exist\b.*relation|relation "|column "|operator does not exist|could not determine data type|stack depth/i,
  /Cannot (?:read|set|convert|destructure)|is not a function|is not iterable|undefined is not an object|Unexpected token|Unexpected end of JSON|Maximum call stack|heap/,
  /\b(?:kernel|compute|metadata|pgboss)\.(?:task|event|account|node|assignment|backup_record|backup_client|action|job|session)\b/,
  /\b\d{1,3}(?:\.\d{1,3}){3}:\d+/,
  /\[object \w+\]/,
];

/** Fails when an answer shows what must stay inside. What the caller sent himself may come back. */
export function assertNoLeak(answer: string, sent: string): void {
  const text = readable(answer);
  const given = readable(sent);
  for (const pattern of forbidden) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined && !given.includes(found))
      assert.fail(`the answer holds ${JSON.stringify(found.slice(0, 200))}: ${text.slice(0, 400)}`);
  }
}

/** Fails when somebody reached a prototype all objects share. */
export function assertUnpolluted(): void {
  for (const prototype of [Object.prototype, Array.prototype, String.prototype, Function.prototype])
    for (const name in prototype) assert.fail(`a prototype was given "${name}"`);
}

/** JSON escapes undone, so that what was sent is found again in what came back. */
function readable(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)))
    .replaceAll('\\n', '\n')
    .replaceAll(/\\(["\\/])/g, '$1');
}
