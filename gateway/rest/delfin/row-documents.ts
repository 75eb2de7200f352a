import { z } from 'zod';
import type { RowDocument } from '../route.js';
import type { BodyRule } from './body-check.js';
import {
  accessInfoRule,
  alertIntervalRule,
  alertSyncRule,
  metricsConfigRule,
  registerRule,
  snmpConfigRule,
} from './body-rules.js';
import type { Collection } from './collections.js';

const storageId = '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d';
const at = '2025-03-02T08:15:30.123456';
const invalid = 'The body or a parameter breaks a rule; the message says which.';
const closed = { 401: 'The server asks for a token, and it is missing or not valid.' };
const missing = {
  400: 'A JSON body was sent, which this takes none of.',
  404: 'There is no such storage.',
  ...closed,
};
const device = 'The device cannot be reached or refuses, or the body breaks a rule; the code says which.';

const page = {
  limit: 'How many at most; never more than the server allows, which is also what an absent one means.',
  offset: 'How many to skip.',
  marker: 'Continue behind the object with this id; "offset" counts from there.',
  sort: 'Keys with directions, such as "name:asc,created_at:desc"; overrides the two below.',
  sort_key: 'One key; created_at when absent.',
  sort_dir: '"asc" or "desc"; desc when absent.',
};

const accessInfo = {
  created_at: at,
  updated_at: null,
  storage_id: storageId,
  storage_name: null,
  vendor: 'fake_storage',
  model: 'fake_driver',
  rest: { host: '192.0.2.17', port: 8443, username: 'monitor' },
  ssh: {},
  cli: {},
  smis: {},
  extra_attributes: { array_id: '000197900123' },
};

const snmpConfig = {
  created_at: at,
  updated_at: null,
  storage_id: storageId,
  host: '192.0.2.17',
  version: 'SNMPv2c',
  community_string: 'trapme',
  port: null,
  retry_num: null,
  expiration: null,
};

const alerts = {
  alerts: [
    {
      storage_id: storageId,
      alert_id: '0x0100a0019',
      sequence_number: '8841',
      alert_name: 'Disk removed',
      category: 'Fault',
      severity: 'Major',
      type: 'EquipmentAlarm',
      location: 'encl 2, bay 11',
      description: 'A disk was pulled.',
      recovery_advice: 'Insert the disk again.',
      resource_type: 'Storage',
      occur_time: 1740903331000,
      storage_name: 'array-A',
      vendor: 'Acme',
      model: 'A9000',
      serial_number: 'ACM0042',
    },
  ],
};

/** What the documentation says of a list. */
export function listDocument({ path, key, filters, deadFilters }: Collection): RowDocument {
  const named = path.replaceAll('-', ' ');
  const byColumn = [...filters.keys()].map((name) => [name, `Only those whose ${name} is exactly this.`]);
  const dead = deadFilters.map((name) => [name, 'Accepted, and matches nothing.']);
  return {
    summary: `List ${named}, the newest first.`,
    query: { ...page, ...Object.fromEntries([...byColumn, ...dead]) },
    example: { [key]: [] },
    errors: { 400: invalid, 404: 'There is no object with the id of "marker".', ...closed },
  };
}

/** What the documentation says of one object. */
export function objectDocument({ path }: Collection): RowDocument {
  return {
    summary: `One of the ${path.replaceAll('-', ' ')}.`,
    errors: { ...missing, 404: 'There is none with this id.' },
  };
}

/** What the documentation says of the other rows. */
export const rowDocuments = {
  redirect: { summary: 'Where version 1 is.', errors: { 302: 'To be found at /v1/.' } },
  extensions: { summary: 'The extensions: none.', example: { extensions: [] }, errors: closed },
  register: {
    summary: 'Register a storage; its inventory is read from now on.',
    body: bodyOf(registerRule),
    errors: { 400: device, 404: 'There is no driver for this vendor and model.', ...closed },
  },
  remove: { summary: 'Delete a storage with all that is known of it.', errors: missing },
  sync: {
    summary: 'Read the inventory of a storage again.',
    errors: { ...missing, 400: 'It is being read already.' },
  },
  syncAll: {
    summary: 'Read the inventory of every storage again, but of those being read already.',
    errors: { 400: missing[400], ...closed },
  },
  capabilities: {
    summary: 'What a storage can measure.',
    example: {
      metadata: { vendor: 'Acme', model: 'A9000' },
      spec: {
        is_historic: true,
        performance_metric_retention_window: 86400,
        resource_metrics: {
          controller: { cpuUsage: { unit: '%', description: 'Percentage of cpu usage.' } },
        },
      },
    },
    errors: { ...missing, 501: 'It can measure nothing.' },
  },
  metricsConfig: {
    summary: 'Change whether and how often the performance of a storage is collected.',
    body: bodyOf(metricsConfigRule),
    example: { array_polling: { perf_collection: true, interval: 900, is_historic: false } },
    errors: { 400: invalid, 404: 'There is no such storage.', 501: 'It can measure nothing.', ...closed },
  },
  showAccessInfo: {
    summary: 'How a storage is reached, without its passwords.',
    example: accessInfo,
    errors: missing,
  },
  updateAccessInfo: {
    summary: 'Change how a storage is reached; it must be the same one.',
    body: bodyOf(accessInfoRule),
    example: accessInfo,
    errors: { 400: device, 404: 'There is no such storage.', ...closed },
  },
  listAccessInfos: {
    summary: 'How all storages are reached, the newest first.',
    example: { access_infos: [accessInfo] },
    errors: { 400: missing[400], ...closed },
  },
  putSnmpConfig: {
    summary: 'Set where the SNMP traps of a storage come from; what is not sent stays.',
    body: bodyOf(snmpConfigRule),
    example: snmpConfig,
    errors: { 400: invalid, 404: 'There is no such storage.', ...closed },
  },
  showSnmpConfig: {
    summary: 'Where the SNMP traps of a storage come from, without its keys.',
    example: snmpConfig,
    errors: { ...missing, 404: 'The storage has none.' },
  },
  deleteSnmpConfig: {
    summary: 'Take no SNMP traps of a storage any more.',
    errors: { ...missing, 404: 'The storage has none.' },
  },
  listSnmpConfigs: {
    summary: 'Where SNMP traps come from, the newest first.',
    example: { snmp_configs: [snmpConfig] },
    errors: { 400: missing[400], ...closed },
  },
  listAlerts: {
    summary: 'The alerts of a storage, as it tells them now.',
    query: {
      begin_time: 'Only alerts from this time on, in epoch milliseconds.',
      end_time: 'Only alerts up to this time, in epoch milliseconds.',
    },
    example: alerts,
    errors: { ...missing, 400: invalid },
  },
  postAlerts: {
    summary: 'The alerts of a storage in an interval, as it tells them now.',
    body: bodyOf(alertIntervalRule),
    example: alerts,
    errors: { ...missing, 400: invalid },
  },
  clearAlert: { summary: 'Clear an alert on the storage.', errors: missing },
  syncAlerts: {
    summary: 'Read the alerts of a storage and send them to the exporters.',
    body: bodyOf(alertSyncRule),
    errors: { ...missing, 400: invalid },
  },
} satisfies Readonly<Record<string, RowDocument>>;

/** A rule is a JSON Schema already; the documentation takes it as it is. */
function bodyOf(rule: BodyRule): z.ZodType {
  return z.custom((value) => value !== undefined).meta({ ...rule });
}
