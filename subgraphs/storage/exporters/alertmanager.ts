import type { AlertPush } from './alert-push.js';

/** Where alerts are sent. */
export interface AlertmanagerOptions {
  /** Such as `http://alertmanager:9093`; may hold a path and credentials. */
  readonly url: string;
  /** `v1` for an Alertmanager before 0.16; 0.27 knows `v2` alone. */
  readonly api: 'v1' | 'v2';
  readonly timeoutMs: number;
}

/** An answer that sending the same again will not better. */
export class RefusedByAlertmanager extends Error {
  override readonly name = 'RefusedByAlertmanager';

  constructor(readonly status: number) {
    super(`The Alertmanager refused the alerts with status ${status}.`);
  }
}

/** Sends alerts in one request (delfin.md 12, FIX 12). Throws RefusedByAlertmanager, or what else went wrong. */
export async function pushAlerts(options: AlertmanagerOptions, alerts: readonly AlertPush[]): Promise<void> {
  const { url, headers } = addressOf(options);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(alerts),
    redirect: 'error',
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  await response.arrayBuffer();
  if (response.ok) return;
  const final =
    response.status >= 400 && response.status < 500 && ![401, 403, 404, 408, 429].includes(response.status);
  if (final) throw new RefusedByAlertmanager(response.status);
  throw new Error(`The Alertmanager answered with status ${response.status}.`);
}

/** `fetch` refuses addresses with credentials, so they become a header. */
function addressOf({ url: text, api }: AlertmanagerOptions): { url: URL; headers: Record<string, string> } {
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/${api}/alerts`;
  if (username === '') return { url, headers: {} };
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(plain).toString('base64')}` } };
}
