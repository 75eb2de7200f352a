import { createClient, type Client } from 'graphql-ws';
import { lost, reached } from '../state/connection.js';
import { endSession, token } from '../state/session.js';
import { graphqlPath } from './ask.js';

/** A connection that answers no ping within this time is taken for dead. */
const pongWithinMs = 5000;
const credentialEnded = 4403;

let pongTimer: number | undefined;

/** The one socket that all streams share. It is opened by the first; who waits between attempts is the stream. */
export const socket: Client = createClient({
  url: new URL(graphqlPath, location.href).href.replace(/^http/, 'ws'),
  connectionParams: () => (token.value === undefined ? {} : { authorization: `Bearer ${token.value}` }),
  retryAttempts: 0,
  keepAlive: 5000,
  on: {
    connected: reached,
    closed: (event) => {
      clearTimeout(pongTimer);
      lost();
      if (isClose(event) && event.code === credentialEnded) endSession();
    },
    ping: (received) => {
      if (!received) pongTimer = setTimeout(() => socket.terminate(), pongWithinMs) as unknown as number;
    },
    pong: (received) => {
      if (received) clearTimeout(pongTimer);
    },
  },
});

function isClose(event: unknown): event is CloseEvent {
  return typeof event === 'object' && event !== null && 'code' in event;
}
