import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import type { Server as TlsServer } from 'node:tls';
import type { Gateway } from '../../gateway/gateway.js';
import { createOwnPort } from '../../gateway/rest/own-port.js';
import { followPair, givenPair, ownPair, type TlsPlace } from '../../gateway/rest/tls-files.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { listen, type KeyPair } from '../../subgraphs/kernel/server/http-server.js';
import type { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import type { ProductConfig } from '../config-groups.js';
import type { OwnPort } from './banner.js';
import type { ServedDialect } from './dialects.js';

/** Listens for the dialects that have a port of their own. */
export async function serveOwnPorts(
  config: ProductConfig,
  dialects: readonly ServedDialect[],
  kernel: Kernel,
  gateway: Gateway,
  lifecycle: Lifecycle,
): Promise<OwnPort[]> {
  const opened: OwnPort[] = [];
  for (const { dialect, ports, onForeignPacket } of dialects) {
    for (const { port, option, tls } of ports) {
      if (port === undefined) continue;
      const place = tls ? tlsPlace(config) : undefined;
      const app: FastifyInstance = await createOwnPort({
        dialect,
        executor: gateway.rows,
        log: kernel.log,
        tracing: kernel.tracing,
        allowedOrigins: config.gateway.allowedOrigins,
        ...(place ? { tls: await tlsPair(config, place) } : {}),
        ...(onForeignPacket
          ? { onForeignPacket: (packet, socket) => onForeignPacket(packet, socket, app) }
          : {}),
      });
      const unfollow = place ? followPair(app.server as unknown as TlsServer, place, kernel.log) : undefined;
      gateway.counts.watch(app, () => dialect.name);
      await lifecycle.add({
        name: `${dialect.name} port`,
        stop: async () => {
          unfollow?.();
          await app.close();
        },
      });
      const url = await listen(app, { host: config.server.host, port, option });
      opened.push({ title: dialect.title, url });
    }
  }
  return opened;
}

/** Files of the vProtect port's certificate: those given, else those we make in the data directory. */
function tlsPlace({ vprotect, kernel }: ProductConfig): TlsPlace {
  const { tlsCertificate, tlsKey } = vprotect;
  if (tlsCertificate !== undefined && tlsKey !== undefined)
    return { certificate: tlsCertificate, key: tlsKey };
  const folder = join(kernel.dataDir, 'tls');
  return { certificate: join(folder, 'vprotect.crt'), key: join(folder, 'vprotect.key') };
}

function tlsPair({ vprotect, server }: ProductConfig, place: TlsPlace): Promise<KeyPair> {
  const { tlsCertificate, tlsKey } = vprotect;
  if ((tlsCertificate === undefined) !== (tlsKey === undefined))
    throw new ConfigError([
      'INFRAGRAPH_VPROTECT_TLS_CERT and INFRAGRAPH_VPROTECT_TLS_KEY must be set together, or neither of them',
    ]);
  return tlsCertificate === undefined ? ownPair(place, server.host, new Date()) : givenPair(place);
}
