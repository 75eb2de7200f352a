import {
  duration,
  flag,
  optionalPath,
  optionalText,
  type ConfigOf,
  type ConfigRows,
} from '../kernel/config/row.js';

/** Settings of the compute subgraph. */
export const computeConfig = {
  cloudsFile: optionalPath(
    'INFRAGRAPH_COMPUTE_CLOUDS_FILE',
    'JSON file that names the clouds; without it there are two dummy clouds, "default" and "fake_driver".',
  ),
  cloudTimeout: duration('INFRAGRAPH_COMPUTE_CLOUD_TIMEOUT', '5s', 'How long one call to a cloud may take.'),
  refreshInterval: duration(
    'INFRAGRAPH_COMPUTE_REFRESH_INTERVAL',
    '30s',
    'How often the nodes of each cloud are read again by themselves.',
  ),
  catalogCache: duration(
    'INFRAGRAPH_COMPUTE_CATALOG_CACHE',
    '10s',
    'How long the images, sizes and tenants of a cloud are remembered.',
  ),
  buildTimeout: duration(
    'INFRAGRAPH_COMPUTE_BUILD_TIMEOUT',
    '30m',
    'How long a started node may stay pending before its task fails.',
  ),
  waitTimeout: duration(
    'INFRAGRAPH_COMPUTE_WAIT_TIMEOUT',
    '10s',
    'How long a request that waits for its task is kept open.',
  ),
  releaseDestroysNode: flag(
    'INFRAGRAPH_COMPUTE_RELEASE_DESTROYS_NODE',
    true,
    'Whether releasing a node also destroys it in its cloud.',
  ),
  cisternUrl: optionalText(
    'INFRAGRAPH_COMPUTE_CISTERN_URL',
    'Address of an external assignment service, such as http://127.0.0.1:5071/api/v1; without it the built-in one is used.',
  ),
} satisfies ConfigRows;

/** Values of the settings. */
export type ComputeConfig = ConfigOf<typeof computeConfig>;
