import { optionalText } from '../subgraphs/kernel/config/row.js';
import type { ConfigRows } from '../subgraphs/kernel/config/row.js';

/** Settings of the commands that are clients of a running server. */
export const clientConfig = {
  token: optionalText(
    'INFRAGRAPH_TOKEN',
    'Session or API token that "infragraph subscribe" and "infragraph tail" send.',
    {
      secret: true,
    },
  ),
} satisfies ConfigRows;
