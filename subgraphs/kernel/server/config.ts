import type { ConfigRows } from '../config/row.js';
import { duration, integer, text } from '../config/row.js';

/** How a process listens and stops. */
export const serverConfig = {
  host: text(
    'INFRAGRAPH_HOST',
    '127.0.0.1',
    'Address to listen on. Anything but a loopback address needs an account or --insecure.',
  ),
  port: integer(
    'INFRAGRAPH_PORT',
    4000,
    'Port of GraphQL, the REST dialects and health; 0 takes a free one.',
    { max: 65535 },
  ),
  shutdownTimeout: duration(
    'INFRAGRAPH_SHUTDOWN_TIMEOUT',
    '20s',
    'How long a stop waits for requests and tasks before it cuts them off.',
  ),
} satisfies ConfigRows;
