import { openViewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { Refusal, type IdentifiedRequest } from '../../../../gateway/rest/route.js';

/** What a test says of a request; the rest is a GET of nothing in particular. */
export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Buffer;
}

/** A request as a row sees it. */
export function legacyRequest(parts: RequestParts = {}): IdentifiedRequest {
  const { method = 'GET', path = '/v1/volumes', params = {}, query = '', headers = {}, json } = parts;
  const body = json === undefined ? (parts.body ?? '') : JSON.stringify(json);
  return {
    method,
    path,
    params,
    query: new URLSearchParams(query),
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: Buffer.from(body),
    origin: 'http://localhost:8190',
    address: '127.0.0.1',
    requestId: 'e2b5a0f4-6d1c-4a53-9d40-0c6e1c1f7a01',
    viewer: openViewer,
  };
}

/** Status and body of the Refusal that `work` throws. */
export function refusalOf(work: () => unknown): { readonly status: number; readonly body: unknown } {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    throw error;
  }
  throw new Error('Nothing was refused.');
}

/** The detail of the InvalidInput that `work` throws. */
export function invalidDetailOf(work: () => unknown): string {
  const { status, body } = refusalOf(work);
  const { error_code: code, error_args: args } = body as { error_code: string; error_args: string[] };
  if (status !== 400 || code !== 'InvalidInput') throw new Error(`Refused with ${status} ${code}.`);
  return args[0] ?? '';
}
