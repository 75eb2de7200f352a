import { createServer, type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A mail server without TLS that takes everything, after so many conversations that it refused at their begin. */
export async function startMailServer(
  t: TestContext,
  refusals = 0,
): Promise<{ url: string; said: string[] }> {
  const said: string[] = [];
  let refused = 0;
  const server = createServer((socket) => {
    let inData = false;
    let open = '';
    if (refused++ < refusals) return socket.end('421 later\r\n');
    socket.write('220 ready\r\n');
    socket.on('data', (chunk) => {
      const lines = `${open}${chunk.toString()}`.split('\r\n');
      open = lines.pop() ?? '';
      for (const text of lines) {
        said.push(text);
        if (inData && text !== '.') continue;
        if (text === 'DATA') socket.write('354 go on\r\n');
        else if (text === 'QUIT') socket.end('221 bye\r\n');
        else if (text.startsWith('EHLO')) socket.write('250-here\r\n250 8BITMIME\r\n');
        else socket.write(text === 'STARTTLS' ? '502 not here\r\n' : '250 ok\r\n');
        inData = text === 'DATA';
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, said };
}

/** A mail as its reader sees it. */
export interface ReadMail {
  readonly subject: string;
  readonly id: string;
  readonly html: string;
}

/** Reads the first mail of what a client said to the server. */
export function readMail(said: readonly string[]): ReadMail {
  const lines = said.slice(said.indexOf('DATA') + 1);
  const empty = lines.indexOf('');
  // A line that begins with a space goes on with the one before (RFC 5322, 2.2.3).
  const headers = lines
    .slice(0, empty)
    .join('\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const header = (name: string): string =>
    headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  if (header('Content-Transfer-Encoding') !== 'base64') throw new Error(headers.join('\n'));
  const body = lines.slice(empty + 1, lines.indexOf('.')).join('');
  return {
    subject: plainWords(header('Subject')),
    id: header('Message-ID'),
    html: Buffer.from(body, 'base64').toString(),
  };
}

/** The text of encoded words (RFC 2047) in UTF-8. */
function plainWords(text: string): string {
  return text.replaceAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) => {
    if (kind.toUpperCase() === 'B') return Buffer.from(word, 'base64').toString();
    return decodeURIComponent(word.replaceAll('_', ' ').replaceAll('%', '%25').replaceAll('=', '%'));
  });
}
