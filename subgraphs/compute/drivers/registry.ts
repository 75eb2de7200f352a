import { dummyDriver } from './dummy/dummy-driver.js';
import { openstackDriver } from './openstack/openstack-driver.js';
import type { DriverType } from './driver.js';

/** Every driver there is; adding one is a folder and a row here (docs/adding-a-cloud-driver.md). */
export const driverTypes: readonly DriverType[] = [dummyDriver, openstackDriver];

/** Engines a clouds file may name though no driver is written yet: such a cloud answers with that, the others work. */
export const enginesWithoutDriver: readonly string[] = [
  'eucalyptus',
  'ec2_us_west',
  'ec2_us_east',
  'ec2_eu_west',
  'ec2_eu_east',
  'rackspace',
];
