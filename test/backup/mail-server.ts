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
        else socket.write('250 ok\r\n');
        inData = text === 'DATA';
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, said };
}
