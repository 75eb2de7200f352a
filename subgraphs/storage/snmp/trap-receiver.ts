import { createHash } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { isIPv6 } from 'node:net';
import { StartFailure } from '../../kernel/errors/start-failure.js';
import type { Log } from '../../kernel/log/log.js';
import type { TrapFields } from '../drivers/alerts.js';
import { TrapDecoder } from './decode-trap.js';
import { lostDatagrams } from './lost-datagrams.js';
import type { TrapCounts } from './trap-counts.js';
import { TrapLimits, type TrapRates } from './trap-limits.js';
import { plainAddress, sourcesByAddress, type TrapSource } from './trap-source.js';

const usualStandByMs = 10_000;
const receiveBufferBytes = 4 * 1024 * 1024;

/** A trap whose sender and credential are those of a source. */
export interface ReceivedTrap {
  readonly source: TrapSource;
  /** Address it came from. */
  readonly sender: string;
  readonly trap: TrapFields;
  readonly at: Date;
}

/** What a receiver needs. */
export interface TrapReceiverOptions {
  readonly address: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly rates: TrapRates;
  /** How often one that stands by looks if the port is free, in milliseconds; 10 000 unless given. */
  readonly standByMs?: number;
  readonly counts: TrapCounts;
  readonly log: Log;
  /** Takes a trap at once; must not throw. */
  readonly onTrap: (trap: ReceivedTrap) => void;
  /** Told of each source that a trap over the rate may have been of; must not throw. */
  readonly onLimited: (source: TrapSource) => void;
  /** Called each time the port is ours. */
  readonly onListening?: () => void;
}

/**
 * Listens for SNMP traps (delfin.md 11). Of several processes on one machine one has the port; the others
 * stand by and one takes over when it is free. Datagrams of unknown senders cost a look into a map;
 * known ones are limited before anything is deciphered.
 */
export class TrapReceiver {
  private readonly decoder: TrapDecoder;
  private readonly limits: TrapLimits;
  private senders: ReadonlyMap<string, readonly TrapSource[]> = new Map();
  private socket: Socket | undefined;
  private retry: NodeJS.Timeout | undefined;
  private lost = 0;
  private stopped = false;

  constructor(private readonly options: TrapReceiverOptions) {
    const ownId = createHash('sha256').update(`${hostname()}:${options.port}`).digest('hex').slice(0, 24);
    this.decoder = new TrapDecoder(`8000b98380${ownId}`);
    this.limits = new TrapLimits(options.rates);
  }

  /** The port it has; undefined while it stands by. */
  get port(): number | undefined {
    return this.socket?.address().port;
  }

  /** Where it listens, or would, in words. */
  get listening(): string {
    const { address, port } = this.options;
    const place = (at: number): string => `udp://${isIPv6(address) ? `[${address}]` : address}:${at}`;
    return this.port === undefined
      ? `${place(port)}, which another process has; this one stands by`
      : place(this.port);
  }

  /** Replaces whose traps are read, without a pause. */
  use(sources: readonly TrapSource[]): void {
    this.senders = sourcesByAddress(sources);
    this.limits.keepOnly(this.senders);
  }

  /** Binds the port, or stands by while another process has it; a StartFailure when it may not. */
  async start(): Promise<void> {
    try {
      await this.bind();
    } catch (error) {
      if (!hasCode(error, 'EADDRINUSE')) throw this.explained(error);
      this.standBy();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.countLost();
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }

  /** Counts what the system threw away since the last call. */
  async countLost(): Promise<void> {
    const { port } = this;
    const lost = port === undefined ? undefined : await lostDatagrams(port);
    if (lost === undefined) return;
    if (lost > this.lost) this.options.counts.add('lost', undefined, lost - this.lost);
    this.lost = lost;
  }

  private async bind(): Promise<void> {
    const { address, port, log } = this.options;
    const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4' });
    try {
      socket.bind({ port, address, exclusive: true });
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      throw error;
    }
    widen(socket, log);
    this.lost = 0;
    this.decoder.boot();
    this.socket = socket;
    socket.on('message', (datagram, from) => this.read(datagram, from));
    socket.on('error', (err) => log.warn({ err }, 'The socket of the trap receiver reported an error'));
    log.info({ address, port: this.port }, 'SNMP traps are listened for');
    this.options.onListening?.();
  }

  private standBy(): void {
    const { address, port, log } = this.options;
    log.info({ address, port }, 'Another process has the trap port; this one stands by');
    const again = (): void => {
      this.retry = setTimeout(() => {
        this.bind().catch((err: unknown) => {
          if (this.stopped) return;
          if (!hasCode(err, 'EADDRINUSE'))
            log.warn({ err }, 'The trap port could not be opened; trying again');
          again();
        });
      }, this.options.standByMs ?? usualStandByMs);
      this.retry.unref();
    };
    again();
  }

  private read(datagram: Buffer, from: RemoteInfo): void {
    const { counts, onLimited, onTrap } = this.options;
    const sender = plainAddress(from.address);
    const sources = this.senders.get(sender);
    const [first] = sources ?? [];
    if (!sources || !first) return counts.add('unknown');
    if (!this.limits.allows(sender)) {
      counts.add('limited', first.storageId);
      // It may have been of any of them.
      return sources.forEach(onLimited);
    }
    const decoded = this.decoder.decode(datagram, sources);
    for (const answer of decoded.answers) this.answer(answer, from);
    if (decoded.kind !== 'trap') return counts.add(decoded.kind, first.storageId);
    onTrap({ source: decoded.source, sender, trap: decoded.trap, at: new Date() });
  }

  private answer(answer: Uint8Array, to: RemoteInfo): void {
    this.socket?.send(answer, to.port, to.address, (err) => {
      if (err) this.options.log.debug({ err }, 'An inform could not be acknowledged');
    });
  }

  private explained(error: unknown): StartFailure {
    const { address, port } = this.options;
    const privileged = hasCode(error, 'EACCES');
    const remedy = privileged
      ? 'ports below 1024 need privileges; choose a higher one with INFRAGRAPH_STORAGE_TRAP_PORT and forward 162 to it'
      : 'check INFRAGRAPH_STORAGE_TRAP_ADDRESS and INFRAGRAPH_STORAGE_TRAP_PORT';
    return new StartFailure(`SNMP traps cannot be listened for at ${address} port ${port}: ${remedy}.`, {
      cause: error,
    });
  }
}

/** A wider buffer survives a busy moment; the system may grant less. */
function widen(socket: Socket, log: Log): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch (err) {
    log.debug({ err }, 'The receive buffer for traps keeps its size');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
