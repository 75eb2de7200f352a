import type { DriverType } from './driver.js';
import { orchestratorDriver } from './orchestrator/orchestrator-driver.js';
import { simulatedDriver } from './simulated/simulated-driver.js';

/** Every driver there is; adding one is a folder and a row here (docs/adding-a-hypervisor-driver.md). */
export const driverTypes: readonly DriverType[] = [
  orchestratorDriver as unknown as DriverType,
  simulatedDriver as unknown as DriverType,
];
