import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger } from 'pino';
import { currentSpan } from '../telemetry/trace-span.js';

/** The logger every part is handed. `error` = we must act, `warn` = look later, `info` = the caller's mistake. */
export type Log = Logger;

/** Settings of the log. */
export interface LogOptions {
  readonly level: string;
  /** Number of the process among those behind one listener, shown on every line. */
  readonly worker?: number | undefined;
  /** Where lines go; standard error when absent, so that standard output stays for people and pipes. */
  readonly destination?: DestinationStream;
}

const secretNames = [
  'password',
  'passwd',
  'secret',
  'token',
  'authorization',
  'cookie',
  'auth_token',
  'apiKey',
  'api_key',
  'accessKey',
  'secretKey',
  'privateKey',
  'community',
  'databaseUrl',
  'adminPass',
  '["x-auth-token"]',
  '["x-storage-token"]',
  '["x-subject-token"]',
  '["set-cookie"]',
  '["x-infragraph-hop"]',
];

const redactedPaths = secretNames.flatMap((name) => {
  const at = (prefix: string): string => (name.startsWith('[') ? `${prefix}${name}` : `${prefix}.${name}`);
  return [name, at('*'), at('*.*'), at('*.*.*')];
});

const requestIds = new AsyncLocalStorage<string>();

/** Runs `work` with a request id that every log line written inside it carries. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requestIds.run(requestId, work);
}

/** Id of the request being served, if any. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}

/** Opens the log: JSON lines, request id on each, and the span of what is traced, fields with the names of secrets redacted up to four levels deep. */
export function openLog(options: LogOptions): Log {
  return pino(
    {
      level: options.level,
      base: options.worker === undefined ? null : { worker: options.worker },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: '[redacted]' },
      serializers: { err: safeError },
      mixin: () => {
        const requestId = requestIds.getStore();
        const span = currentSpan();
        return {
          ...(requestId !== undefined && { requestId }),
          // Under the names OpenTelemetry gives them in logs that are not its own.
          ...(span && { trace_id: span.traceId, span_id: span.spanId }),
        };
      },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** Replaces user information and passwords inside addresses. */
export function withoutCredentials(textWithUrls: string): string {
  return textWithUrls.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*(:[^\s/@]*)?@/gi, '$1[redacted]@');
}

function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return withoutCredentials(String(error));
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause instanceof Error ? safeError(error.cause) : undefined;
  return {
    type: error.name,
    code,
    message: withoutCredentials(error.message),
    stack: withoutCredentials(error.stack ?? ''),
    cause,
  };
}
