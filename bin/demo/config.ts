import { flag, type ConfigRows } from '../../subgraphs/kernel/config/row.js';

/** Settings of the made-up world. */
export const demoConfig = {
  demo: flag(
    'INFRAGRAPH_DEMO',
    false,
    'Fills an empty installation without accounts with a small made-up world, and keeps it going, for "serve" alone. "infragraph demo remove" takes it away.',
  ),
} satisfies ConfigRows;
