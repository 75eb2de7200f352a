import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Server as TlsServer } from 'node:tls';
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
import { followPair, givenPair, ownPair, type TlsPlace } from '../../gateway/rest/tls-files.js';
import { vprotectConfig } from '../../gateway/rest/vprotect/config.js';
import { createVprotectDialect } from '../../gateway/rest/vprotect/dialect.js';
import { ConfigError, loadConfig, optionName } from '../../subgraphs/kernel/config/load.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { listen, type ForeignPacket, type KeyPair } from '../../subgraphs/kernel/server/http-server.js';
import type { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import type { ProductConfig } from '../config-groups.js';
import type { OwnPort } from './banner.js';

/** A port a dialect can have to itself. */
interface PortPlan {
  /** Undefined while it is not switched on. */
  readonly port: number | undefined;
  /** The option that chooses it. */
  readonly option: string;
  /** Whether it speaks TLS. */
  readonly tls?: true;
}

/** A dialect with what it does outside its rows. */
export interface ServedDialect {
  readonly dialect: Dialect;
  /** Ports of its own. */
  readonly ports: readonly PortPlan[];
  readonly onForeignPacket?: (packet: ForeignPacket, socket: Socket, app: FastifyInstance) => boolean;
}

const updateTimeoutMs = 10_000;

/** The dialects of the product as configured, in the order they are asked for unknown paths. */
export function legacyDialects(config: ProductConfig, kernel: Kernel): ServedDialect[] {
  const warning = identityWarning(config.freezer);
  if (warning !== undefined) kernel.log.warn(warning);
  const freezer = createFreezerDialect(config.freezer, kernel.identity, keystoneOf(config, kernel));
  const orchestrator = createOrchestratorDialect({
    mode: config.orchestrator.auth,
    identity: kernel.identity,
  });
  return [
    {
      dialect: orchestrator,
      ports: [{ port: config.gateway.orchestratorPort, option: optionName(gatewayConfig.orchestratorPort) }],
    },
    {
      dialect: freezer,
      ports: [{ port: config.gateway.freezerPort, option: optionName(gatewayConfig.freezerPort) }],
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
      ports: [{ port: config.gateway.delfinPort, option: optionName(gatewayConfig.delfinPort) }],
    },
    {
      dialect: createVprotectDialect({
        config: config.vprotect,
        identity: kernel.identity,
        allowedOrigins: config.gateway.allowedOrigins,
        ownedElsewhere: orchestrator.owns,
      }),
      ports: [
        { port: config.gateway.vprotectPort, option: optionName(gatewayConfig.vprotectPort), tls: true },
        { port: config.gateway.vprotectHttpPort, option: optionName(gatewayConfig.vprotectHttpPort) },
      ],
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
  const opened: OwnPort[] = [];
  for (const { dialect, ports, onForeignPacket } of dialects) {
    for (const { port, option, tls } of ports) {
      if (port === undefined) continue;
      const place = tls ? tlsPlace(config) : undefined;
      const app: FastifyInstance = await createOwnPort({
        dialect,
        executor: gateway.rows,
        log: kernel.log,
        allowedOrigins: config.gateway.allowedOrigins,
        ...(place ? { tls: await tlsPair(config, place) } : {}),
        ...(onForeignPacket
          ? { onForeignPacket: (packet, socket) => onForeignPacket(packet, socket, app) }
          : {}),
      });
      const unfollow = place ? followPair(app.server as unknown as TlsServer, place, kernel.log) : undefined;
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

/** The dialects as the documentation describes them: their rows, without anything behind them. */
export function documentedDialects(): Dialect[] {
  const nobody = {
    mode: () => Promise.resolve('open' as const),
    viewerOf: () => Promise.reject(new Error('The documentation asks nobody.')),
    login: () => Promise.reject(new Error('The documentation asks nobody.')),
    logout: () => Promise.resolve(),
  };
  const defaults = { env: {}, options: {} };
  const freezer = createFreezerDialect(loadConfig(freezerConfig, defaults), nobody);
  const delfin = createDelfinDialect({
    config: loadConfig(delfinConfig, defaults),
    identity: nobody,
    ownedElsewhere: freezer.owns,
  });
  const orchestrator = createOrchestratorDialect({ mode: 'auto', identity: nobody });
  const vprotect = createVprotectDialect({
    config: loadConfig(vprotectConfig, defaults),
    identity: nobody,
    allowedOrigins: [],
    ownedElsewhere: orchestrator.owns,
  });
  return [orchestrator, freezer, delfin, vprotect];
}
