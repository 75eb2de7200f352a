import { ber, berInteger, berTags } from '../../../subgraphs/storage/snmp/ber.js';

/** What the head of a made-up message of version 3 holds. */
export interface MadeHead {
  readonly flags: number;
  readonly userName: string;
  readonly engineId: Buffer;
  readonly boots?: number;
  readonly time?: number;
}

const octets = (content: Uint8Array | string): Buffer => ber(berTags.octets, Buffer.from(content));

/** A trap of version 2c, or of whatever number the version is given as. */
export function madeTrap(community: string, version = 1): Buffer {
  return ber(berTags.sequence, berInteger(version), octets(community), trapPdu());
}

/** A trap of version 3 in clear, unsigned. */
export function madeUserTrap({ flags, userName, engineId, boots = 1, time = 1 }: MadeHead): Buffer {
  const head = ber(
    berTags.sequence,
    berInteger(7),
    berInteger(65_507),
    octets(Buffer.of(flags)),
    berInteger(3),
  );
  const security = ber(
    berTags.sequence,
    octets(engineId),
    berInteger(boots),
    berInteger(time),
    octets(userName),
    octets(''),
    octets(''),
  );
  const scoped = ber(berTags.sequence, octets(engineId), octets(''), trapPdu());
  return ber(berTags.sequence, berInteger(3), head, octets(security), scoped);
}

/** A cold start: its uptime and its trap id. */
function trapPdu(): Buffer {
  const upTime = ber(
    berTags.sequence,
    ber(berTags.oid, Buffer.of(0x2b, 6, 1, 2, 1, 1, 3, 0)),
    berInteger(1, 0x43),
  );
  const trapOid = ber(
    berTags.sequence,
    ber(berTags.oid, Buffer.of(0x2b, 6, 1, 6, 3, 1, 1, 4, 1, 0)),
    ber(berTags.oid, Buffer.of(0x2b, 6, 1, 6, 3, 1, 1, 5, 1)),
  );
  return ber(0xa7, berInteger(5), berInteger(0), berInteger(0), ber(berTags.sequence, upTime, trapOid));
}
