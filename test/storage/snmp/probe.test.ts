import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import snmp from 'net-snmp';
import { probeSource } from '../../../subgraphs/storage/snmp/probe.js';
import type { TrapSource } from '../../../subgraphs/storage/snmp/trap-source.js';
import { privacyNumbers } from '../../../subgraphs/storage/snmp/privacy.js';
import { trapSource, userSource } from './trap-sources.js';

/** The agent's side of the library, which the product does not use. */
interface Agent {
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: object): void };
  getMib(): { registerProvider(provider: object): void; setScalarValue(name: string, value: string): void };
  close(): void;
}
interface AgentLibrary {
  createAgent(options: object, callback: () => void): Agent;
  readonly MibProviderType: { readonly Scalar: number };
}

suite('the probe of an SNMP agent', () => {
  let agent: Agent;
  let port: number;

  before(async () => {
    port = await freeUdpPort();
    const library = snmp as unknown as AgentLibrary;
    agent = library.createAgent({ address: '127.0.0.1', port }, () => undefined);
    agent.getMib().registerProvider({
      name: 'sysDescr',
      type: library.MibProviderType.Scalar,
      oid: '1.3.6.1.2.1.1.1',
      scalarType: snmp.ObjectType['OctetString'],
      maxAccess: 2,
    });
    agent.getMib().setScalarValue('sysDescr', 'an array');
    agent.getAuthorizer().addCommunity('trapme');
    agent.getAuthorizer().addUser({
      name: 'traps',
      level: snmp.SecurityLevel.authPriv,
      authProtocol: snmp.AuthProtocols.sha,
      authKey: 'authentication',
      privProtocol: privacyNumbers.DES,
      privKey: 'confidential',
    });
  });
  after(() => agent.close());

  const probe = (changes: Partial<TrapSource>, of = trapSource): ReturnType<typeof probeSource> =>
    probeSource(of({ port, retries: 0, timeout: 2, ...changes }), '127.0.0.1');

  for (const version of ['SNMPv1', 'SNMPv2c'] as const) {
    test(`reaches one by ${version} and its community`, async () => {
      const result = await probe({ version });

      assert.deepEqual(result, { reachable: true, engineId: undefined });
    });
  }

  test('reaches one by version 3 and learns its engine', async () => {
    const result = await probe({ privacyProtocol: 'DES' }, userSource);

    assert.equal(result.reachable, true);
    assert.match(String(result.reachable && result.engineId), /^80[0-9a-f]{20,}$/);
  });

  test('tells that one does not answer to a wrong community', async () => {
    const result = await probe({ community: 'wrong', timeout: 1 });

    assert.deepEqual(result, { reachable: false, reason: 'The agent did not answer in time.' });
  });

  test('tells that the credential of version 3 is wrong and nothing of the keys', async () => {
    const result = await probe({ privacyProtocol: 'DES', authKey: 'something else', timeout: 1 }, userSource);

    assert.equal(result.reachable, false);
    assert.doesNotMatch(JSON.stringify(result), /[0-9a-f]{16}/);
  });
});

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
