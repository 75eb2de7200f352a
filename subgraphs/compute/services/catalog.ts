import { CloudTenant } from '../entities/cloud-tenant.js';
import { Image } from '../entities/image.js';
import { Size } from '../entities/size.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { OpenCloud } from './clouds.js';

interface Remembered {
  readonly until: number;
  readonly value: Promise<unknown>;
}

/** What a cloud offers: images, sizes, tenants. Asked for live and remembered for a short while; a failure is not remembered. */
export class Catalog {
  private readonly remembered = new Map<string, Remembered>();

  constructor(private readonly keepMs: number) {}

  images(cloud: OpenCloud): Promise<readonly Image[]> {
    return this.once(cloud, 'images', async () => {
      const images = await cloud
        .session()
        .call('list its images', (driver, signal) => driver.listImages(signal));
      return images.map(({ id, name }) =>
        Object.assign(new Image(), { cloudName: cloud.name, nativeId: id, name }),
      );
    });
  }

  sizes(cloud: OpenCloud): Promise<readonly Size[]> {
    return this.once(cloud, 'sizes', async () => {
      const sizes = await cloud
        .session()
        .call('list its sizes', (driver, signal) => driver.listSizes(signal));
      return sizes.map(({ id, name, ram, disk, cpu }) =>
        Object.assign(new Size(), { cloudName: cloud.name, nativeId: id, name, ram, disk, cpu: cpu ?? null }),
      );
    });
  }

  /** BAD_USER_INPUT where the driver knows no tenants. */
  tenants(cloud: OpenCloud): Promise<readonly CloudTenant[]> {
    return this.once(cloud, 'tenants', async () => {
      const tenants = await cloud.session().call('list its tenants', (driver, signal) => {
        if (!driver.listTenants) throw notSupported(cloud, 'list tenants');
        return driver.listTenants(signal);
      });
      return tenants.map(({ id, name }) =>
        Object.assign(new CloudTenant(), { cloudName: cloud.name, nativeId: id, name }),
      );
    });
  }

  private once<T>(cloud: OpenCloud, what: string, load: () => Promise<T>): Promise<T> {
    const key = `${what} ${cloud.name}`;
    const known = this.remembered.get(key);
    if (known && known.until > performance.now()) return known.value as Promise<T>;
    const value = load();
    this.remembered.set(key, { until: performance.now() + this.keepMs, value });
    value.catch(() => {
      if (this.remembered.get(key)?.value === value) this.remembered.delete(key);
    });
    return value;
  }
}

/** The fault for what a cloud's driver lacks. */
export function notSupported(cloud: OpenCloud, what: string): Fault {
  return new Fault('BAD_USER_INPUT', `The cloud "${cloud.name}" (${cloud.provider}) cannot ${what}.`, {
    details: { reason: 'NOT_SUPPORTED' },
  });
}
