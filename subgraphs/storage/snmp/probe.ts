import {
  createSession,
  createV3Session,
  Version1,
  Version2c,
  type Session,
  type SessionOptions,
} from 'net-snmp';
import { isIPv6 } from 'node:net';
import { extendSnmpPrivacy } from './privacy.js';
import { snmpUserOf, type TrapSource } from './trap-source.js';

const systemDescription = '1.3.6.1.2.1.1.1.0';
const agentPort = 161;
const usualRetries = 1;
const usualTimeoutSeconds = 2;
const longestTimeoutSeconds = 60;
const mostRetries = 10;

/** How a probe ended. */
export type ProbeResult =
  | {
      readonly reachable: true;
      /** Of the agent, in hexadecimal; version 3 only. */
      readonly engineId: string | undefined;
    }
  | { readonly reachable: false; readonly reason: string };

/** Asks the agent at an address for its description with the source's credential (delfin.md 11.4). Never throws. */
export async function probeSource(source: TrapSource, address: string): Promise<ProbeResult> {
  extendSnmpPrivacy();
  const session = openSession(source, address);
  if (!session) return { reachable: false, reason: 'The credential is not complete.' };
  try {
    const error = await new Promise<Error | null>((resolve) => {
      session.on('error', resolve);
      session.get([systemDescription], resolve);
    });
    if (error) return { reachable: false, reason: reasonOf(error) };
    const engine = session.msgSecurityParameters?.msgAuthoritativeEngineID;
    return { reachable: true, engineId: engine && Buffer.from(engine).toString('hex') };
  } finally {
    session.close();
  }
}

function openSession(source: TrapSource, address: string): Session | undefined {
  const options: SessionOptions = {
    port: source.port ?? agentPort,
    retries: clamp(source.retries ?? usualRetries, 0, mostRetries),
    timeout: clamp(source.timeout ?? usualTimeoutSeconds, 1, longestTimeoutSeconds) * 1000,
    transport: isIPv6(address) ? 'udp6' : 'udp4',
    context: source.contextName ?? '',
  };
  if (source.version === 'SNMPv3') {
    const user = snmpUserOf(source);
    return user && createV3Session(address, user, options);
  }
  if (source.community === null) return undefined;
  const version = source.version === 'SNMPv1' ? Version1 : Version2c;
  return createSession(address, source.community, { ...options, version });
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** The library's texts may hold digests; its names do not. */
function reasonOf(error: Error): string {
  if (error.name === 'RequestTimedOutError') return 'The agent did not answer in time.';
  if (error.name === 'ResponseInvalidError')
    return 'The agent refused the credential, or its answer does not fit it.';
  if (error.name === 'RequestFailedError') return 'The agent answered with an error.';
  return 'The agent could not be asked.';
}
