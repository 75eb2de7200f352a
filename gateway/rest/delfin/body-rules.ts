import type { BodyRule } from './body-check.js';

const host: BodyRule = {
  type: 'string',
  minLength: 0,
  maxLength: 255,
  pattern: '^[a-zA-Z0-9-_.:]*$',
};
const port: BodyRule = { type: 'integer', minimum: 0, maximum: 65535 };
const word: BodyRule = { type: 'string', minLength: 1, maxLength: 255 };
const integer: BodyRule = { type: 'integer' };

const ssh = {
  host,
  port,
  username: word,
  password: word,
  pub_key: { type: 'string', minLength: 1, maxLength: 4096 },
  pub_key_type: {
    type: 'string',
    enum: [
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'ssh-rsa',
      'ssh-dss',
    ],
  },
} satisfies Readonly<Record<string, BodyRule>>;

function accessRules(sshRequired: readonly string[]): Readonly<Record<string, BodyRule>> {
  return {
    rest: access({ host, port, username: word, password: word }, ['host', 'port', 'username', 'password']),
    ssh: access(ssh, sshRequired),
    cli: access({ host, port, username: word, password: word }, ['host', 'username', 'password']),
    smis: access({ host, port, username: word, password: word, namespace: word }, [
      'host',
      'username',
      'password',
    ]),
    extra_attributes: {
      type: 'object',
      patternProperties: { '^[a-zA-Z0-9-_:. ]{1,255}$': { type: 'string', maxLength: 255 } },
    },
  };
}

function access(properties: Readonly<Record<string, BodyRule>>, required: readonly string[]): BodyRule {
  return { type: 'object', properties, required, additionalProperties: false };
}

const oneAccess: readonly BodyRule[] = ['rest', 'ssh', 'cli', 'smis'].map((kind) => ({ required: [kind] }));

/** `POST /v1/storages` (delfin.md §4.1). */
export const registerRule: BodyRule = {
  type: 'object',
  properties: {
    vendor: word,
    model: word,
    storage_name: word,
    ...accessRules(['host', 'port', 'username', 'password', 'pub_key']),
  },
  required: ['vendor', 'model'],
  anyOf: oneAccess,
  additionalProperties: false,
};

/** `PUT /v1/storages/S/access-info` (delfin.md §4.2). */
export const accessInfoRule: BodyRule = {
  type: 'object',
  properties: accessRules(['host', 'port', 'username']),
  anyOf: oneAccess,
  additionalProperties: false,
};

const key: BodyRule = { type: 'string', minLength: 8, maxLength: 65535 };

/** `PUT /v1/storages/S/snmp-config` (delfin.md §4.3). */
export const snmpConfigRule: BodyRule = {
  type: 'object',
  properties: {
    host,
    version: { type: 'string', enum: ['SNMPv1', 'SNMPv2c', 'SNMPv3', 'snmpv1', 'snmpv2c', 'snmpv3'] },
    community_string: { type: 'string', minLength: 1, maxLength: 32 },
    username: { type: 'string', minLength: 1, maxLength: 32 },
    security_level: { type: 'string', enum: ['noAuthnoPriv', 'authNoPriv', 'authPriv'] },
    auth_protocol: {
      type: 'string',
      enum: ['HMACSHA', 'HMACMD5', 'HMCSHA2224', 'HMCSHA2256', 'HMCSHA2384', 'HMCSHA2512'],
    },
    auth_key: key,
    privacy_protocol: { type: 'string', enum: ['DES', 'AES', 'AES192', 'AES256', '3DES'] },
    privacy_key: key,
    engine_id: { type: 'string', minLength: 9, maxLength: 64 },
    context_name: { type: 'string', minLength: 0, maxLength: 32 },
    port,
    retry_num: integer,
    expiration: integer,
  },
  required: ['host', 'version'],
  additionalProperties: false,
};

/** `POST /v1/storages/S/alerts/sync` (delfin.md §4.4); times in epoch milliseconds. */
export const alertSyncRule: BodyRule = {
  type: 'object',
  properties: { begin_time: integer, end_time: integer },
  additionalProperties: false,
};

/** `PUT /v1/storages/S/metrics-config` (delfin.md §2.1); the interval in seconds, within what the graph takes. */
export const metricsConfigRule: BodyRule = {
  type: 'object',
  properties: {
    array_polling: {
      type: 'object',
      properties: {
        perf_collection: { type: 'boolean' },
        interval: { type: 'integer', minimum: 10, maximum: 86_400 },
        is_historic: { type: 'boolean' },
      },
      required: ['perf_collection', 'interval', 'is_historic'],
      additionalProperties: false,
    },
  },
  required: ['array_polling'],
  additionalProperties: false,
};

/** `POST /v1/storages/S/alerts` (delfin.md §2.1): each time an integer or digits as text. */
export const alertIntervalRule: BodyRule = {
  type: 'object',
  properties: { begin_time: {}, end_time: {} },
  additionalProperties: false,
};
