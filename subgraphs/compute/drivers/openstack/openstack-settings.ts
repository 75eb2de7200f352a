import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CloudCredentials } from '../driver.js';

/** How to reach one OpenStack project. */
export interface OpenstackSettings {
  /** Identity URL, version 3, without a slash at its end. */
  readonly authUrl: string;
  readonly user: string;
  readonly password: string;
  readonly userDomain: string;
  readonly project: string;
  readonly projectDomain: string;
  /** Needed where the cloud has several. */
  readonly region: string | undefined;
  readonly interface: 'public' | 'internal' | 'admin';
  /** Certificates of the authority that signed the cloud's, in PEM. */
  readonly ca: string | undefined;
}

const text = z.string('must be a string').min(1, 'must not be empty');

const schema = z.object({
  USER: z.string('is needed').min(1, 'is needed'),
  PASSWORD: z.string('is needed').min(1, 'is needed'),
  EXTRA_PARAMS: z.strictObject({
    ex_force_auth_url: z.url({
      protocol: /^https?$/,
      error: 'must be the identity URL, such as https://cloud.example.org:5000/v3',
    }),
    ex_force_auth_version: z
      .enum(['2.0_password', '3.x_password'], 'must be 2.0_password or 3.x_password')
      .optional(),
    ex_tenant_name: z.string('is needed: the project').min(1, 'is needed: the project'),
    ex_force_service_region: text.optional(),
    ex_domain_name: text.default('Default'),
    ex_tenant_domain_name: text.default('Default'),
    ex_interface: z
      .enum(['public', 'internal', 'admin'], 'must be public, internal or admin')
      .default('public'),
    ex_ca_file: text.transform(readCertificates).optional(),
  }),
});

/** Reads the settings (specification, section 11). Throws a ZodError that names every fault and no value. */
export function readSettings({ user, password, extraParams }: CloudCredentials): OpenstackSettings {
  const {
    USER,
    PASSWORD,
    EXTRA_PARAMS: extra,
  } = schema.parse({ USER: user, PASSWORD: password, EXTRA_PARAMS: extraParams });
  return {
    authUrl: versionThree(extra.ex_force_auth_url),
    user: USER,
    password: PASSWORD,
    userDomain: extra.ex_domain_name,
    project: extra.ex_tenant_name,
    projectDomain: extra.ex_tenant_domain_name,
    region: extra.ex_force_service_region,
    interface: extra.ex_interface,
    ca: extra.ex_ca_file,
  };
}

/** Version 2 of the identity service is gone; an old file names it still. */
function versionThree(url: string): string {
  const base = url.replace(/\/+$/, '').replace(/\/v2\.0$/, '/v3');
  return base.endsWith('/v3') ? base : `${base}/v3`;
}

function readCertificates(file: string, context: z.RefinementCtx): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'names a file that cannot be read' });
    return z.NEVER;
  }
}
