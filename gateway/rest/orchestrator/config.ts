import { choice } from '../../../subgraphs/kernel/config/row.js';
import type { ConfigRows } from '../../../subgraphs/kernel/config/row.js';

/** Settings of the Orchestrator's API. */
export const orchestratorConfig = {
  auth: choice(
    'INFRAGRAPH_ORCHESTRATOR_AUTH',
    ['auto', 'on', 'off'],
    'auto',
    'Whether the Orchestrator API asks for a token: on, off, or auto, which is off while the server has no accounts and on from the first account on.',
  ),
} satisfies ConfigRows;
