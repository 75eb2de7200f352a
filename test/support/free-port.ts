import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * A TCP port that nobody listened on a moment ago. The kernel may hand it to someone else before
 * it is used, so a caller that can ask for port 0 itself should do that instead.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const probe = createServer();
  probe.listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;

  probe.close();
  await once(probe, 'close');
  return port;
}
