import type { Socket } from 'node:net';
import { withRequestId } from '../../subgraphs/kernel/log/log.js';
import { lastWord, requestIdOf } from '../../subgraphs/kernel/server/http-server.js';
import type { DoneBefore, HotAnswers } from './hot-answers.js';
import type { HotResponses } from './hot-responses.js';
import type { OperationRequest } from './operation-request.js';
import { PlainRequests, type PlainRequest } from './plain-request.js';
import type { AnswerEnd } from './request-contexts.js';

/** What a connection needs of whoever keeps it. */
export interface ConnectionKeeper {
  readonly path: string;
  readonly answers: HotAnswers;
  readonly responses: HotResponses;
  /** False as soon as the server is being stopped. */
  readonly isListening: boolean;
  /** How long it may say nothing, in ms: before its first request, and behind each. */
  readonly patience: { readonly first: number; readonly next: number };
  /** It is no more. */
  gone(connection: HotConnection): void;
  /** Node's HTTP server shall read it from here on; `prior` is what was done for the request that comes first. */
  giveToNode(
    connection: HotConnection,
    socket: Socket,
    prior?: { readonly done: DoneBefore; readonly id: string },
  ): void;
  /** An answer could not be written. */
  failed(error: unknown): void;
}

/** What it is at: waiting for a request, executing one, or waiting until the caller has read an answer. */
type State = 'idle' | 'executing' | 'draining';

/** A connection whose requests are answered on the hot path, one after the other. */
export class HotConnection implements AnswerEnd {
  private state: State = 'idle';
  private readonly requests: PlainRequests;
  private readonly address: string;
  /** What came while a request was executed. */
  private early: Buffer[] = [];
  private hasAnswered = false;
  private tellEnd: ((isWritten: boolean) => void) | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly keeper: ConnectionKeeper,
  ) {
    this.requests = new PlainRequests(keeper.path);
    this.address = socket.remoteAddress ?? '';
    socket.on('data', this.read);
    socket.on('end', this.ended);
    socket.on('error', ignore);
    socket.on('close', this.closed);
    socket.on('timeout', this.timedOut);
    socket.setTimeout(keeper.patience.first);
  }

  onEnd(listener: (isWritten: boolean) => void): void {
    this.tellEnd = listener;
  }

  /** Ends it now, or with the answer that is under way. */
  letGo(): void {
    if (this.state === 'idle') this.socket.destroy();
  }

  /** Tells how the answer to what was handed over has ended. */
  end(isWritten: boolean): void {
    const { tellEnd } = this;
    this.tellEnd = undefined;
    tellEnd?.(isWritten);
  }

  private readonly read = (bytes: Buffer): void => {
    if (this.state !== 'idle') {
      this.early.push(bytes);
      // Nobody may fill the memory by sending on and on.
      this.socket.pause();
      return;
    }
    const { keeper } = this;
    const request = keeper.isListening ? this.requests.read(bytes) : undefined;
    const operation =
      request && keeper.answers.mayTake(request.headers)
        ? keeper.answers.operationOf(request.body)
        : undefined;
    if (!request || !operation) return this.giveToNode(bytes);
    this.state = 'executing';
    const id = requestIdOf(request);
    withRequestId(id, () => {
      this.answer(request, operation, bytes, id).catch((error: unknown) => {
        keeper.failed(error);
        this.socket.destroy();
      });
    });
  };

  private async answer(
    { headers }: PlainRequest,
    operation: OperationRequest,
    bytes: Buffer,
    id: string,
  ): Promise<void> {
    const { socket, keeper } = this;
    const done = await keeper.answers.execute(operation, { headers, id, ip: this.address }, this);
    if (socket.destroyed || socket.writableEnded) return;
    if (!done.answer) return this.giveToNode(bytes, { done, id });
    const isLast = !keeper.isListening;
    const { text, encoding } = keeper.responses.write(done, id, isLast);
    this.state = 'draining';
    const isTaken = socket.write(text, encoding);
    this.end(true);
    // As Node's server does: a caller that keeps its half open would keep a stopping server.
    if (isLast) socket.destroySoon();
    else if (isTaken) this.goOn();
    else socket.once('drain', this.goOn);
  }

  private readonly goOn = (): void => {
    this.state = 'idle';
    if (!this.hasAnswered) this.socket.setTimeout(this.keeper.patience.next);
    this.hasAnswered = true;
    const { early } = this;
    if (early.length === 0) return;
    this.early = [];
    this.socket.resume();
    this.read(Buffer.concat(early));
  };

  /** Leaves the connection to Node, which reads these bytes first. */
  private giveToNode(bytes: Buffer, prior?: { readonly done: DoneBefore; readonly id: string }): void {
    const { socket } = this;
    socket.off('data', this.read);
    socket.off('end', this.ended);
    socket.off('error', ignore);
    socket.off('close', this.closed);
    socket.off('timeout', this.timedOut);
    socket.off('drain', this.goOn);
    socket.setTimeout(0);
    // Paused, so that nothing flows before Node listens.
    socket.pause();
    socket.unshift(this.early.length === 0 ? bytes : Buffer.concat([bytes, ...this.early]));
    this.keeper.giveToNode(this, socket, prior);
    socket.resume();
  }

  /** The caller sends no more; Node's own server, too, ends a connection then. */
  private readonly ended = (): void => {
    this.socket.end();
  };

  private readonly closed = (): void => {
    this.end(false);
    this.keeper.gone(this);
  };

  private readonly timedOut = (): void => {
    // What is executed has a time limit of its own.
    if (this.state === 'executing') return;
    if (!this.hasAnswered && this.state === 'idle') {
      this.socket.write(lastWord('ERR_HTTP_REQUEST_TIMEOUT'));
      this.socket.destroySoon();
    } else this.socket.destroy();
  };
}

/** An error of a connection ends it, and there is nobody to tell. */
function ignore(): void {}
