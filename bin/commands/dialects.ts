import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { Gateway } from '../../gateway/gateway.js';
import { createOrchestratorDialect } from '../../gateway/rest/orchestrator/dialect.js';
import { createOwnPort } from '../../gateway/rest/own-port.js';
import type { Dialect } from '../../gateway/rest/route.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import type { ForeignPacket } from '../../subgraphs/kernel/server/http-server.js';
import type { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import type { ProductConfig } from '../config-groups.js';
import type { OwnPort } from './banner.js';

/** A dialect with what it does outside its rows. */
export interface ServedDialect {
  readonly dialect: Dialect;
  /** Port of its own, when it is switched on. */
  readonly port: number | undefined;
  readonly onForeignPacket?: (packet: ForeignPacket, socket: Socket, app: FastifyInstance) => boolean;
}

/** The dialects of the product as configured, in the order they are asked for unknown paths. */
export async function legacyDialects(config: ProductConfig, kernel: Kernel): Promise<ServedDialect[]> {
  return [
    {
      dialect: createOrchestratorDialect({ mode: config.orchestrator.auth, identity: kernel.identity }),
      port: config.gateway.orchestratorPort,
    },
  ];
}

/** Listens for the dialects that have a port of their own. */
export async function serveOwnPorts(
  config: ProductConfig,
  dialects: readonly ServedDialect[],
  kernel: Kernel,
  gateway: Gateway,
  lifecycle: Lifecycle,
): Promise<OwnPort[]> {
  const ports: OwnPort[] = [];
  for (const { dialect, port, onForeignPacket } of dialects) {
    if (port === undefined) continue;
    const app: FastifyInstance = await createOwnPort({
      dialect,
      executor: gateway.rows,
      log: kernel.log,
      ...(onForeignPacket
        ? { onForeignPacket: (packet, socket) => onForeignPacket(packet, socket, app) }
        : {}),
    });
    await lifecycle.add({ name: `${dialect.name} port`, stop: () => app.close() });
    ports.push({ title: dialect.title, url: await app.listen({ host: config.server.host, port }) });
  }
  return ports;
}

/** The dialects as the documentation describes them: their rows, without anything behind them. */
export function documentedDialects(): Dialect[] {
  const nobody = {
    mode: () => Promise.resolve('open' as const),
    viewerOf: () => Promise.reject(new Error('The documentation asks nobody.')),
  };
  return [createOrchestratorDialect({ mode: 'auto', identity: nobody })];
}
