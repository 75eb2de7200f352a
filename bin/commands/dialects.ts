import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { gatewayConfig } from '../../gateway/config.js';
import type { Gateway } from '../../gateway/gateway.js';
import { delfinConfig } from '../../gateway/rest/delfin/config.js';
import { createDelfinDialect } from '../../gateway/rest/delfin/dialect.js';
import { identityWarning } from '../../gateway/rest/freezer/authenticate.js';
import { freezerConfig } from '../../gateway/rest/freezer/config.js';
import { createFreezerDialect } from '../../gateway/rest/freezer/dialect.js';
import { answerUpdateVerb } from '../../gateway/rest/freezer/update-verb.js';
import { KeystoneTokens } from '../../gateway/rest/freezer/keystone-tokens.js';
import { createOrchestratorDialect } from '../../gateway/rest/orchestrator/dialect.js';
import { createOwnPort } from '../../gateway/rest/own-port.js';
import type { Dialect } from '../../gateway/rest/route.js';
import { loadConfig, optionName } from '../../subgraphs/kernel/config/load.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { listen, type ForeignPacket } from '../../subgraphs/kernel/server/http-server.js';
import type { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import type { ProductConfig } from '../config-groups.js';
import type { OwnPort } from './banner.js';

/** A dialect with what it does outside its rows. */
export interface ServedDialect {
  readonly dialect: Dialect;
  /** Port of its own, when it is switched on. */
  readonly port: number | undefined;
  /** The option that chooses that port. */
  readonly portOption: string;
  readonly onForeignPacket?: (packet: ForeignPacket, socket: Socket, app: FastifyInstance) => boolean;
}

const updateTimeoutMs = 10_000;

/** The dialects of the product as configured, in the order they are asked for unknown paths. */
export function legacyDialects(config: ProductConfig, kernel: Kernel): ServedDialect[] {
  const warning = identityWarning(config.freezer);
  if (warning !== undefined) kernel.log.warn(warning);
  const freezer = createFreezerDialect(config.freezer, kernel.identity, keystoneOf(config, kernel));
  return [
    {
      dialect: createOrchestratorDialect({ mode: config.orchestrator.auth, identity: kernel.identity }),
      port: config.gateway.orchestratorPort,
      portOption: optionName(gatewayConfig.orchestratorPort),
    },
    {
      dialect: freezer,
      port: config.gateway.freezerPort,
      portOption: optionName(gatewayConfig.freezerPort),
      onForeignPacket: (packet, socket, app) =>
        answerUpdateVerb(packet, socket, {
          inject: (request) => app.inject(request),
          bodyLimit: config.freezer.bodyBytes,
          timeoutMs: updateTimeoutMs,
        }),
    },
    {
      dialect: createDelfinDialect({
        config: config.delfin,
        identity: kernel.identity,
        ownedElsewhere: freezer.owns,
      }),
      port: config.gateway.delfinPort,
      portOption: optionName(gatewayConfig.delfinPort),
    },
  ];
}

function keystoneOf({ freezer }: ProductConfig, { log }: Kernel): KeystoneTokens | undefined {
  return freezer.identity === 'keystone' ? new KeystoneTokens(freezer, log) : undefined;
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
  for (const { dialect, port, portOption, onForeignPacket } of dialects) {
    if (port === undefined) continue;
    const app: FastifyInstance = await createOwnPort({
      dialect,
      executor: gateway.rows,
      log: kernel.log,
      allowedOrigins: config.gateway.allowedOrigins,
      ...(onForeignPacket
        ? { onForeignPacket: (packet, socket) => onForeignPacket(packet, socket, app) }
        : {}),
    });
    await lifecycle.add({ name: `${dialect.name} port`, stop: () => app.close() });
    const url = await listen(app, { host: config.server.host, port, option: portOption });
    ports.push({ title: dialect.title, url });
  }
  return ports;
}

/** The dialects as the documentation describes them: their rows, without anything behind them. */
export function documentedDialects(): Dialect[] {
  const nobody = {
    mode: () => Promise.resolve('open' as const),
    viewerOf: () => Promise.reject(new Error('The documentation asks nobody.')),
    login: () => Promise.reject(new Error('The documentation asks nobody.')),
  };
  const defaults = { env: {}, options: {} };
  const freezer = createFreezerDialect(loadConfig(freezerConfig, defaults), nobody);
  const delfin = createDelfinDialect({
    config: loadConfig(delfinConfig, defaults),
    identity: nobody,
    ownedElsewhere: freezer.owns,
  });
  return [createOrchestratorDialect({ mode: 'auto', identity: nobody }), freezer, delfin];
}
