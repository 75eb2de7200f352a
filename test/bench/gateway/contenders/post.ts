import { Pool } from 'undici';

const headers = { 'content-type': 'application/json', accept: 'application/json' };
const connections = 32;

/** Posts JSON over connections that are kept, by undici's barest interface; answers the parsed body. */
export function postTo({ origin, pathname }: URL): (body: string) => Promise<unknown> {
  const pool = new Pool(origin, { connections });
  return (body) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      pool.dispatch(
        { method: 'POST', path: pathname, headers, body },
        {
          onRequestStart: () => undefined,
          onResponseStart: () => undefined,
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
}
