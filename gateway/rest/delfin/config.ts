import { choice, integer } from '../../../subgraphs/kernel/config/row.js';
import type { ConfigRows } from '../../../subgraphs/kernel/config/row.js';

/** Settings of the Delfin API. */
export const delfinConfig = {
  auth: choice(
    'INFRAGRAPH_DELFIN_AUTH',
    ['auto', 'on', 'off'],
    'auto',
    'Whether the Delfin API asks for a token: on, off, or auto, which is off while the server has no accounts and on from the first account on.',
  ),
  maxLimit: integer(
    'INFRAGRAPH_DELFIN_MAX_LIMIT',
    1000,
    'How many objects one answer of the Delfin API lists at most (api_max_limit of the original).',
    { min: 1, max: 1000 },
  ),
} satisfies ConfigRows;
