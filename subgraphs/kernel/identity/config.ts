import {
  duration,
  integer,
  optionalText,
  type ConfigOf,
  type ConfigRow,
  type ConfigRows,
} from '../config/row.js';
import { parseHopSecrets } from './hop.js';

const hopSecrets: ConfigRow<readonly string[] | undefined> = {
  ...optionalText(
    'INFRAGRAPH_HOP_SECRET',
    'Secret of at least 32 bytes that gateway and remote subgraphs share to sign who asks; two separated by a comma while it is replaced, the new one first.',
    { secret: true },
  ),
  default: undefined,
  parse: parseHopSecrets,
};

/** Settings of accounts, sessions and the hop to remote subgraphs. */
export const identityConfig = {
  sessionIdle: duration('INFRAGRAPH_SESSION_IDLE', '30m', 'How long a session lives without being used.'),
  sessionLifetime: duration('INFRAGRAPH_SESSION_LIFETIME', '12h', 'How long a session lives at most.'),
  sessionsPerAccount: integer(
    'INFRAGRAPH_SESSIONS_PER_ACCOUNT',
    1000,
    'How many sessions one account has at most; a further login ends the one that has been idle for the longest time.',
    { min: 10, max: 100_000 },
  ),
  passwordMinLength: integer('INFRAGRAPH_PASSWORD_MIN_LENGTH', 12, 'Fewest characters of a new password.', {
    min: 8,
    max: 128,
  }),
  loginFailuresPerAccount: integer(
    'INFRAGRAPH_LOGIN_FAILURES_PER_ACCOUNT',
    5,
    'Failed logins to one account within the window before it must wait.',
    { min: 1, max: 1000 },
  ),
  loginFailuresPerAddress: integer(
    'INFRAGRAPH_LOGIN_FAILURES_PER_ADDRESS',
    20,
    'Failed logins from one address within the window before it must wait.',
    { min: 1, max: 100_000 },
  ),
  loginWindow: duration(
    'INFRAGRAPH_LOGIN_WINDOW',
    '5m',
    'Window in which failed logins are counted, and the first wait; each further failure doubles it, up to an hour or the window when that is longer.',
  ),
  hopSecrets,
} satisfies ConfigRows;

/** Values of the identity settings. */
export type IdentityConfig = ConfigOf<typeof identityConfig>;
