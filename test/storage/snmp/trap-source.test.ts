import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dropsOf } from '../../../subgraphs/storage/snmp/lost-datagrams.js';
import { plainAddress, sourcesByAddress } from '../../../subgraphs/storage/snmp/trap-source.js';
import { trapSource } from './trap-sources.js';

suite('sources of traps', () => {
  test('are found by whole addresses only', () => {
    const sources = sourcesByAddress([
      trapSource({ host: '10.0.0.1' }),
      trapSource({ host: '10.0.0.10, 10.0.0.11' }),
    ]);

    assert.deepEqual([...sources.keys()], ['10.0.0.1', '10.0.0.10', '10.0.0.11']);
  });

  test('of one address are kept in their order', () => {
    const sources = sourcesByAddress([
      trapSource({ storageId: 'a' }),
      trapSource({ storageId: 'b', host: '127.0.0.1,127.0.0.1' }),
    ]);

    assert.deepEqual(
      sources.get('127.0.0.1')?.map(({ storageId }) => storageId),
      ['a', 'b'],
    );
  });

  test('have their addresses in one form, however they are written or the socket tells them', () => {
    const written = ['::ffff:10.0.0.1', '::FFFF:a00:1', '10.0.0.1', 'FE80::1%eth0', '2001:DB8:0:0::1'];

    const addresses = written.map(plainAddress);

    assert.deepEqual(addresses, ['10.0.0.1', '10.0.0.1', '10.0.0.1', 'fe80::1', '2001:db8::1']);
  });
});

suite('datagrams the system has dropped', () => {
  test('are the last column of the lines of the port', () => {
    const table = [
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
      ' 1180: 0100007F:00A2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 649454 2 0000 17',
      ' 5244: 0100007F:9B20 00000000:0000 07 00000000:00266400 00:00000000 00000000     0        0 649445 2 0000 4',
    ].join('\n');

    assert.deepEqual([dropsOf(table, 162), dropsOf(table, 0x9b20), dropsOf(table, 1)], [[17], [4], []]);
  });
});
