import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A loopback TCP relay in front of a server, to break its network on purpose. */
export interface TcpProxy extends AsyncDisposable {
  /** Port on 127.0.0.1 to connect to instead of the server's. */
  readonly port: number;
  /** How many clients are connected now. */
  readonly connections: number;
  /** Resets every connection at both ends; new ones are accepted. */
  cutAll(): void;
  /** Turns the network into a black hole: neither bytes nor closings pass, new clients connect and hear nothing. */
  pause(): void;
  /** Ends the black hole and delivers what piled up, as retransmission would. */
  resume(): void;
  /** Resets every connection and refuses new ones. Safe to repeat. */
  stop(): Promise<void>;
}

/** Starts a relay to `target`. A client whose server refuses gets its connection closed. */
export async function startProxy(target: {
  readonly host?: string;
  readonly port: number;
}): Promise<TcpProxy> {
  const relays = new Set<Relay>();
  let paused = false;

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    const relay = new Relay(client, target, () => relays.delete(relay));
    relays.add(relay);
    if (!paused) relay.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const cutAll = (): void => relays.forEach((relay) => relay.cut());
  const stop = async (): Promise<void> => {
    cutAll();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };

  return {
    port,
    get connections() {
      return relays.size;
    },
    cutAll,
    pause() {
      paused = true;
      relays.forEach((relay) => relay.pause());
    },
    resume() {
      if (!paused) return;
      paused = false;
      relays.forEach((relay) => relay.resume());
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** One client and its connection to the server, which is made when bytes may first flow. */
class Relay {
  #upstream: Socket | undefined;
  #flowing = false;
  #broken = false;

  constructor(
    private readonly client: Socket,
    private readonly target: { readonly host?: string; readonly port: number },
    private readonly ended: () => void,
  ) {
    this.#watch(client);
  }

  resume(): void {
    this.#flowing = true;
    if (!this.#upstream) {
      this.#upstream = connect({ host: '127.0.0.1', ...this.target, allowHalfOpen: true, noDelay: true });
      this.#watch(this.#upstream);
    }
    if (this.#broken) this.cut();
    else this.client.pipe(this.#upstream).pipe(this.client);
  }

  pause(): void {
    this.#flowing = false;
    for (const socket of [this.client, this.#upstream]) socket?.unpipe().pause();
  }

  cut(): void {
    this.client.resetAndDestroy();
    this.#upstream?.resetAndDestroy();
  }

  #watch(socket: Socket): void {
    // A reset that arrives during a black hole reaches the other end only after it.
    socket.on('error', () => {
      this.#broken = true;
      if (this.#flowing) this.cut();
    });
    socket.on('close', () => {
      if (this.client.closed && (this.#upstream?.closed ?? true)) this.ended();
    });
  }
}
