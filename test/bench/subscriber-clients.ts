import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { waitFor } from '../support/wait-for.js';
import { sharedNow, type ClientAnswer, type ClientCommand, type Target } from './subscriber-messages.js';

const atOnce = 100;
const query = 'subscription { changes { cursor kind book { id } } }';
const sampleEvery = 10;

/** A subscriber that knows just enough of the protocols to count what arrives. */
class RawSubscriber {
  events = 0;
  isStalled = false;
  isEnded = false;
  /** Code of the close frame, when one came. */
  code: number | undefined;
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    readonly socket: Socket,
    private readonly index: number,
    private readonly arrived: (ms: number) => void,
  ) {
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isEnded = true));
  }

  private read(chunk: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : 4;
      if (bytes.length - at < head) break;
      const length = short < 126 ? short : bytes.readUInt16BE(at + 2);
      if (bytes.length - at < head + length) break;
      this.take(bytes, at, at + head, at + head + length);
      at += head + length;
    }
    this.rest = bytes.subarray(at);
  }

  private take(bytes: Buffer, frame: number, from: number, to: number): void {
    const opcode = (bytes[frame] ?? 0) & 0x0f;
    if (opcode === 8) this.code = bytes.readUInt16BE(from);
    if (opcode === 9) this.socket.write(maskedFrame(0x8a, bytes.subarray(from, to)));
    // Answers to the handshake and present states are no events.
    if (opcode !== 1 || bytes.indexOf('"CHANGED"', from) < 0) return;
    this.events++;
    if (this.index % sampleEvery !== 0) return;
    const stamp = /"id":"([\d.]+)"\}/.exec(bytes.toString('latin1', from, to))?.[1];
    if (stamp !== undefined) this.arrived(sharedNow() - Number(stamp));
  }
}

const groups = new Map<Target, RawSubscriber[]>();
const expected = new Map<Target, number>();
let latencies: number[] = [];

function maskedFrame(first: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? [first, 0x80 | payload.length]
      : [first, 0xfe, payload.length >> 8, payload.length & 0xff];
  // A mask of zeros changes nothing.
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

async function open(target: Target, port: number, index: number): Promise<RawSubscriber> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${target === 'bare' ? '' : 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n'}\r\n`,
  );
  await once(socket, 'data');
  const subscriber = new RawSubscriber(socket, index, (ms) => latencies.push(ms));
  if (target === 'bare') return subscriber;
  const text = (value: unknown): Buffer => maskedFrame(0x81, Buffer.from(JSON.stringify(value)));
  const acknowledged = once(socket, 'data');
  socket.write(text({ type: 'connection_init' }));
  await acknowledged;
  const first = once(socket, 'data');
  socket.write(text({ id: 's', type: 'subscribe', payload: { query } }));
  await first;
  return subscriber;
}

async function answer(command: ClientCommand): Promise<ClientAnswer> {
  const group = groups.get(command.target) ?? [];
  groups.set(command.target, group);
  switch (command.kind) {
    case 'connect': {
      const startedAt = performance.now();
      for (let from = 0; from < command.count; from += atOnce) {
        const some = Array.from({ length: Math.min(atOnce, command.count - from) }, (_, i) =>
          open(command.target, command.port, from + i),
        );
        group.push(...(await Promise.all(some)));
      }
      return { kind: 'connected', ms: performance.now() - startedAt };
    }
    case 'expect': {
      const all = (expected.get(command.target) ?? 0) + command.events;
      expected.set(command.target, all);
      const isThere = (one: RawSubscriber): boolean => one.isStalled || one.isEnded || one.events >= all;
      await waitFor('all events', () => group.every(isThere), { withinMs: 600_000, everyMs: 5 });
      const told = latencies;
      latencies = [];
      return {
        kind: 'arrived',
        latencies: told,
        ended: group
          .filter(({ isEnded, isStalled }) => isEnded && !isStalled)
          .map(({ code }) => code ?? null),
      };
    }
    case 'stall':
      for (const one of group.slice(0, command.count)) {
        one.isStalled = true;
        one.socket.pause();
      }
      return { kind: 'done' };
    case 'close':
      for (const { socket } of group) socket.destroy();
      groups.delete(command.target);
      expected.delete(command.target);
      return { kind: 'done' };
  }
}

process.on('message', (command: ClientCommand) => void answer(command).then((told) => process.send?.(told)));
process.on('disconnect', () => process.exit());
process.send?.({ kind: 'done' } satisfies ClientAnswer);
