import type { DriverType } from './driver.js';
import { fakeDriverType } from './fake-storage-fake-driver/fake-driver.js';

/** Every kind of array there is a driver for. */
export const driverTypes: readonly DriverType[] = [fakeDriverType];

/** The words a kind is registered with, as the legacy API spells them. */
export function driverName(vendor: string, model: string): string {
  return `${vendor} ${model}`;
}
