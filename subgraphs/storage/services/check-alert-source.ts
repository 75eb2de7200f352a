import type { LongValue } from '../../../schema/scalars/long.js';
import { isStorableText } from '../../kernel/database/storable.js';
import { storageFault } from './storage-fault.js';

/** What somebody gives for an alert source; what is absent stays as it is stored (delfin.md 7.6). */
export interface AlertSourceWish {
  readonly host: string;
  readonly version: string;
  readonly communityString?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly securityLevel?: string | null | undefined;
  readonly authProtocol?: string | null | undefined;
  readonly authKey?: string | null | undefined;
  readonly privacyProtocol?: string | null | undefined;
  readonly privacyKey?: string | null | undefined;
  readonly engineId?: string | null | undefined;
  readonly contextName?: string | null | undefined;
  readonly port?: number | null | undefined;
  readonly retryNum?: LongValue | null | undefined;
  readonly expiration?: LongValue | null | undefined;
}

type TextField = Exclude<keyof AlertSourceWish, 'port' | 'retryNum' | 'expiration'>;

interface TextRule {
  /** Name in the Delfin contract. */
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
  readonly pattern?: RegExp;
}

const level = ['noAuthnoPriv', 'authNoPriv', 'authPriv'];

/** Section 4.3 of the contract. A comma list is taken as well, because imported sources hold some. */
const rules: Readonly<Record<TextField, TextRule>> = {
  host: { name: 'host', least: 0, most: 255, pattern: /^[a-zA-Z0-9\-_.:, ]*$/ },
  version: {
    name: 'version',
    least: 1,
    most: 16,
    words: ['SNMPv1', 'SNMPv2c', 'SNMPv3', 'snmpv1', 'snmpv2c', 'snmpv3'],
  },
  communityString: { name: 'community_string', least: 1, most: 32 },
  username: { name: 'username', least: 1, most: 32 },
  securityLevel: { name: 'security_level', least: 1, most: 16, words: level },
  authProtocol: {
    name: 'auth_protocol',
    least: 1,
    most: 16,
    words: ['HMACSHA', 'HMACMD5', 'HMCSHA2224', 'HMCSHA2256', 'HMCSHA2384', 'HMCSHA2512'],
  },
  authKey: { name: 'auth_key', least: 8, most: 65_535 },
  privacyProtocol: {
    name: 'privacy_protocol',
    least: 1,
    most: 16,
    words: ['DES', 'AES', 'AES192', 'AES256', '3DES'],
  },
  privacyKey: { name: 'privacy_key', least: 8, most: 65_535 },
  engineId: { name: 'engine_id', least: 9, most: 64 },
  contextName: { name: 'context_name', least: 0, most: 32 },
};

/** Whether a wish is for version 3. */
export function isVersion3({ version }: Pick<AlertSourceWish, 'version'>): boolean {
  return version.toLowerCase() === 'snmpv3';
}

/** Checks each field by itself; InvalidInput names the first wrong one and never its value. */
export function checkFields(wish: AlertSourceWish): void {
  for (const [field, rule] of Object.entries(rules) as [TextField, TextRule][]) {
    const value = wish[field];
    if (value != null) checkText(value, rule);
  }
  if (wish.port != null && (wish.port < 0 || wish.port > 65_535)) refuse('port must be from 0 to 65535.');
}

/** Checks what must come together (4.3, in its order); InvalidInput in the words of the contract. */
export function checkTogether(wish: AlertSourceWish): void {
  const { username, securityLevel } = wish;
  if (!isVersion3(wish)) {
    if (!wish.communityString) refuse('If snmp version is SNMPv1 or SNMPv2c, community_string is required.');
    return;
  }
  if (wish.engineId && !/^[0-9a-fA-F]+$/.test(wish.engineId))
    refuse('engine_id should be a set of octets in hexadecimal format.');
  if (!username || !securityLevel)
    refuse('If snmp version is SNMPv3, then username, security_level are required.');
  if (securityLevel !== 'noAuthnoPriv' && !(wish.authProtocol && wish.authKey))
    refuse(
      'If snmp version is SNMPv3 and security_level is authPriv or authNoPriv, auth_protocol and auth_key are required.',
    );
  if (securityLevel === 'authPriv' && !(wish.privacyProtocol && wish.privacyKey))
    refuse(
      'If snmp version is SNMPv3 and security_level is authPriv, privacy_protocol and privacy_key are  required.',
    );
}

function checkText(value: string, { name, least, most, words, pattern }: TextRule): void {
  if (words && !words.includes(value)) refuse(`${name} must be one of ${words.join(', ')}.`);
  if (value.length < least || value.length > most)
    refuse(`${name} must have ${least} to ${most} characters.`);
  if ((pattern && !pattern.test(value)) || !isStorableText(value))
    refuse(`${name} has characters it must not have.`);
}

function refuse(sentence: string): never {
  throw storageFault('InvalidInput', [sentence]);
}
