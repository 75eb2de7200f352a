import { duration, flag, integer, optionalInteger, text, type ConfigRows } from '../../kernel/config/row.js';

/** Settings of SNMP: the trap receiver and the probes of agents. */
export const snmpConfig = {
  trapPort: optionalInteger(
    'INFRAGRAPH_STORAGE_TRAP_PORT',
    'UDP port that SNMP traps are listened for at, 0 for any free one; arrays send to 162, which needs privileges and is what the original listens at. Not listened for when not set. Of several processes on one machine one listens.',
    { max: 65_535 },
  ),
  trapAddress: text(
    'INFRAGRAPH_STORAGE_TRAP_ADDRESS',
    '0.0.0.0',
    'Address SNMP traps are listened for at; :: for IPv6 as well.',
  ),
  trapRate: integer(
    'INFRAGRAPH_STORAGE_TRAP_RATE',
    100,
    'How many traps of one sender are read per second, on average over ten seconds; those beyond are counted, and the array is asked for its alerts.',
    { min: 1, max: 100_000 },
  ),
  trapRateTotal: integer('INFRAGRAPH_STORAGE_TRAP_RATE_TOTAL', 500, 'The same over all senders.', {
    min: 1,
    max: 100_000,
  }),
  trapSyncDelay: duration(
    'INFRAGRAPH_STORAGE_TRAP_SYNC_DELAY',
    '10s',
    'How long after a trap that does not tell enough the array is asked for its alerts.',
  ),
  snmpProbe: flag(
    'INFRAGRAPH_STORAGE_SNMP_PROBE',
    true,
    'Whether the SNMP agents of arrays are asked if they answer, where traps are listened for.',
  ),
  snmpProbeInterval: duration('INFRAGRAPH_STORAGE_SNMP_PROBE_INTERVAL', '30m', 'How often they are asked.'),
} satisfies ConfigRows;
