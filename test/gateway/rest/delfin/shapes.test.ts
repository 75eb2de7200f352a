import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  nestedResources,
  resources,
  storages,
  type Collection,
} from '../../../../gateway/rest/delfin/collections.js';
import { encodeBody } from '../../../../gateway/rest/delfin/encode.js';
import { alertShape } from '../../../../gateway/rest/delfin/alert-shape.js';
import {
  accessInfoShape,
  capabilityShape,
  objectShape,
  registeredShape,
} from '../../../../gateway/rest/delfin/shapes.js';
import { snmpConfigShape, type AlertSourceData } from '../../../../gateway/rest/delfin/snmp-config.js';
import { refusalOf } from './legacy-request.js';

const S = '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d';
const times = { createdAtText: '2025-03-02T08:15:30.123456', updatedAtText: null };

/** The keys of section 5, written out. */
const keys: Readonly<Record<string, string>> = {
  storages:
    'created_at updated_at id name description location status sync_status vendor model serial_number firmware_version total_capacity used_capacity free_capacity raw_capacity subscribed_capacity deleted_at deleted',
  volumes:
    'created_at updated_at id native_volume_id name description type status storage_id native_storage_pool_id wwn total_capacity used_capacity free_capacity compressed deduplicated',
  quotas:
    'created_at updated_at id native_quota_id type storage_id native_filesystem_id native_qtree_id capacity_hard_limit capacity_soft_limit file_hard_limit file_soft_limit file_count used_capacity user_group_name',
  'storage-hosts':
    'created_at updated_at id storage_id name description os_type ip_address status native_storage_host_id storage_host_initiators',
  'masking-views':
    'created_at updated_at id storage_id name description native_storage_host_group_id native_volume_group_id native_port_group_id native_storage_host_id native_volume_id native_masking_view_id',
};

function kind(path: string): Collection {
  const found = [storages, ...resources, ...nestedResources].find((collection) => collection.path === path);
  assert.ok(found, path);
  return found;
}

suite('the shape of an object', () => {
  for (const [path, expected] of Object.entries(keys))
    test(`has every key of ${path} in order, null where nothing is known`, () => {
      const shape = objectShape(kind(path), {});

      assert.equal(Object.keys(shape).join(' '), expected);
      assert.deepEqual(
        Object.entries(shape).filter(([key, value]) => value !== null && key !== 'deleted'),
        [],
      );
    });

  test('keeps 64-bit integers exact, and text that looks like one text', () => {
    const shape = objectShape(kind('volumes'), {
      uuid: 'u',
      nativeId: '17',
      name: '9223372036854775807',
      totalCapacity: '9223372036854775807',
      usedCapacity: 0,
      compressed: false,
    });

    const text = encodeBody(shape);

    assert.match(text, /"total_capacity": 9223372036854775807, "used_capacity": 0, "free_capacity": null/);
    assert.match(text, /"native_volume_id": "17", "name": "9223372036854775807"/);
    assert.match(text, /"compressed": false, "deduplicated": null/);
  });

  test('lists the native ids of a relation', () => {
    const shape = objectShape(kind('storage-host-groups'), { nativeStorageHostIds: ['h-3', 'h-8'] });

    assert.deepEqual(shape['storage_hosts'], ['h-3', 'h-8']);
  });

  test('is of a storage not yet read at its registration', () => {
    const data = { uuid: S, syncStatus: 'SYNCING', updatedAtText: '2025-03-02T08:15:31.000000' };

    const shape = registeredShape(storages, data);

    assert.deepEqual([shape['id'], shape['sync_status'], shape['updated_at']], [S, 'SYNCED', null]);
    assert.equal(Object.keys(shape).join(' '), keys['storages']);
  });
});

suite('the shape of access information', () => {
  test('shows of each way what was given, and {} for the others', () => {
    const point = { host: 'h', port: 22, username: 'u', pubKey: 'k', pubKeyType: null, namespace: null };

    const shape = accessInfoShape({
      ...times,
      storageUuid: S,
      storageName: null,
      vendor: 'acme',
      model: 'a9000',
      rest: null,
      ssh: point,
      cli: { ...point, port: null, pubKey: null },
      smis: null,
      extraAttributes: { array_id: '1' },
    });

    assert.equal(
      encodeBody(shape),
      `{"created_at": "2025-03-02T08:15:30.123456", "updated_at": null, "storage_id": "${S}", "storage_name": null, ` +
        '"vendor": "acme", "model": "a9000", "rest": {}, "ssh": {"host": "h", "port": 22, "username": "u", "pub_key": "k"}, ' +
        '"cli": {"host": "h", "username": "u"}, "smis": {}, "extra_attributes": {"array_id": "1"}}',
    );
  });
});

const source: AlertSourceData = {
  ...times,
  storageUuid: S,
  host: '192.0.2.17',
  version: 'SNMPv2c',
  communityString: 'trapme',
  username: null,
  securityLevel: null,
  authProtocol: null,
  privacyProtocol: null,
  engineId: null,
  port: null,
  contextName: null,
  retryNum: null,
  expiration: null,
};
const always = 'created_at updated_at storage_id host version';
const ofV3 = 'username security_level auth_protocol privacy_protocol engine_id port context_name';

suite('the shape of an SNMP configuration', () => {
  const versions = [
    ['SNMPv1', `${always} community_string ${ofV3} retry_num expiration`],
    ['SNMPv2c', `${always} community_string port retry_num expiration`],
    ['snmpv2c', `${always} community_string port retry_num expiration`],
    ['SNMPv3', `${always} ${ofV3} retry_num expiration`],
  ] as const;
  for (const [version, expected] of versions)
    test(`has the keys of ${version}`, () => {
      const shape = snmpConfigShape({ ...source, version });

      assert.equal(Object.keys(shape).join(' '), expected);
      assert.equal((shape as { version: string }).version, version);
    });
});

suite('the shapes of what a device tells', () => {
  const alert = {
    storageUuid: S,
    alertId: '0x1',
    sequenceNumber: '8841',
    alertName: 'Disk removed',
    category: 'Fault',
    severity: 'Major',
    type: 'EquipmentAlarm',
    location: null,
    description: null,
    recoveryAdvice: null,
    resourceType: 'Storage',
    occurTime: 1740903331000,
    matchKey: null,
    clearCategory: null,
    storageName: 'array-A',
    vendor: 'Acme',
    model: 'A9000',
    serialNumber: 'ACM0042',
  };

  test('keep the nulls of an alert, and leave out its optional keys', () => {
    const plain = JSON.parse(encodeBody(alertShape(alert))) as object;
    const full = JSON.parse(
      encodeBody(alertShape({ ...alert, matchKey: 'm', clearCategory: 'Manual' })),
    ) as object;

    assert.equal(
      Object.keys(plain).join(' '),
      'storage_id alert_id sequence_number alert_name category severity type location description ' +
        'recovery_advice resource_type occur_time storage_name vendor model serial_number',
    );
    assert.deepEqual(
      Object.keys(full).filter((key) => !(key in plain)),
      ['match_key', 'clear_category'],
    );
  });

  test('refuse the capabilities of a storage that has none', () => {
    const refused = refusalOf(() => capabilityShape({ vendor: 'v', model: 'm', capabilities: null }));

    assert.deepEqual(refused, {
      status: 501,
      body: {
        error_code: 'StorageCapabilityNotSupported',
        error_msg: 'Capability feature not supported by storage',
        error_args: [],
      },
    });
  });
});
