import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { gatewayConfig } from '../../gateway/config.js';
import { delfinConfig } from '../../gateway/rest/delfin/config.js';
import { createDelfinDialect } from '../../gateway/rest/delfin/dialect.js';
import { identityWarning } from '../../gateway/rest/freezer/authenticate.js';
import { freezerConfig } from '../../gateway/rest/freezer/config.js';
import { createFreezerDialect } from '../../gateway/rest/freezer/dialect.js';
import { answerUpdateVerb } from '../../gateway/rest/freezer/update-verb.js';
import { KeystoneTokens } from '../../gateway/rest/freezer/keystone-tokens.js';
import { createOrchestratorDialect } from '../../gateway/rest/orchestrator/dialect.js';
import type { Dialect } from '../../gateway/rest/route.js';
import { vprotectConfig } from '../../gateway/rest/vprotect/config.js';
import { createVprotectDialect } from '../../gateway/rest/vprotect/dialect.js';
import { loadConfig, optionName } from '../../subgraphs/kernel/config/load.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import type { ForeignPacket } from '../../subgraphs/kernel/server/http-server.js';
import type { ProductConfig } from '../config-groups.js';

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
