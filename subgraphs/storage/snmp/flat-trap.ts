import { ObjectType, PduType, type TrapPdu, type Varbind } from 'net-snmp';
import type { TrapFields } from '../drivers/alerts.js';

/** Object ids every trap has or gets. */
export const trapOids = {
  upTime: '1.3.6.1.2.1.1.3.0',
  trapOid: '1.3.6.1.6.3.1.1.4.1.0',
  enterprise: '1.3.6.1.6.3.1.1.4.3.0',
  address: '1.3.6.1.6.3.18.1.3.0',
  community: '1.3.6.1.6.3.18.1.4.0',
} as const;

const genericTraps = '1.3.6.1.6.3.1.1.5';
const enterpriseSpecific = 6;

/** Flattens a trap or an inform for its driver (delfin.md 11.3); those of version 1 are converted as RFC 3584, 3.1, says. */
export function flatTrap(pdu: TrapPdu): TrapFields {
  const flat: Record<string, string> = {};
  if (pdu.type === PduType.Trap) Object.assign(flat, headOfVersion1(pdu));
  for (const varbind of pdu.varbinds) flat[varbind.oid] = valueText(varbind);
  return flat;
}

function headOfVersion1(pdu: TrapPdu): TrapFields {
  const enterprise = pdu.enterprise ?? '';
  const generic = pdu.generic ?? enterpriseSpecific;
  return {
    [trapOids.upTime]: String(pdu.upTime ?? 0),
    [trapOids.trapOid]:
      generic === enterpriseSpecific
        ? `${enterprise}.0.${pdu.specific ?? 0}`
        : `${genericTraps}.${generic + 1}`,
    [trapOids.address]: pdu.agentAddr ?? '',
    [trapOids.community]: pdu.community ?? '',
    [trapOids.enterprise]: enterprise,
  };
}

/** Bytes that are a text are shown as it, others as `0x` and hexadecimal digits. */
function valueText({ type, value }: Varbind): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  if (!Buffer.isBuffer(value)) return JSON.stringify(value);
  if (type === ObjectType['Counter64']) return BigInt(`0x${value.toString('hex') || '0'}`).toString();
  return textOf(value) ?? `0x${value.toString('hex')}`;
}

function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8').replace(/\0+$/, '');
  const readable = !/[\p{Cc}\uFFFD]/u.test(text.replace(/[\t\r\n]/g, ''));
  return readable ? text : undefined;
}
