import type { OrchestratorHouse } from '../../../compute/compute-house.js';

/** An answer of the Orchestrator's API. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** What every 400 says besides its message. */
export const badRequest = {
  status: 'error',
  status_code: 400,
  status_long_message: 'Bad request syntax or unsupported method',
  status_short_message: 'Bad Request',
};
/** The one 501. */
export const notImplemented = {
  message: 'Not implemented',
  status: 'error',
  status_code: 501,
  status_long_message: 'Server does not support this operation',
  status_short_message: 'Not Implemented',
};
/** What every 500 says besides its message. */
export const serverError = {
  status: 'error',
  status_code: 500,
  status_long_message: 'Server got itself in trouble',
  status_short_message: 'Internal Server Error',
};
/** The answer about a cloud that is not there. */
export const wrongCloud = { message: 'Cloud not valid or wrong path', ...serverError };

/** Sends a request; a text goes out as it is, anything else as JSON. */
export async function sendTo(
  house: OrchestratorHouse,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${house.url}${path}`, { method, body: text, headers, redirect: 'manual' });
  const received = await answer.text();
  const json = received.startsWith('{') ? (JSON.parse(received) as Record<string, unknown>) : {};
  return { status: answer.status, headers: answer.headers, text: received, json };
}
