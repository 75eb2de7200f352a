import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import {
  ConnectionStatusEnum,
  ConnectionStatusWords,
  HealthStatusEnum,
  HealthStatusWords,
  statusOf,
  type ConnectionStatus,
  type HealthStatus,
} from './status-kinds.js';

/** A port of an array. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A port of an array.' })
@Entity({ schema: 'storage', tableName: 'port' })
export class Port extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_port_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Where it sits.')
  location!: string | null;

  @Column('text', 'What it speaks, such as fc, iscsi or eth.')
  type!: string | null;

  @Column('text', 'What it is used for, such as frontend or management.')
  logicalType!: string | null;

  @Column('text', 'Whether it is connected. The word as the array gives it; see "connectionStatusKind".')
  connectionStatus!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "healthStatusKind".')
  healthStatus!: string | null;

  @Column('text', "The array's own id of the controller it belongs to.")
  nativeParentId!: string | null;

  @Column('bigint', 'Speed it runs at, nominally in bit/s.')
  speed!: LongValue | null;

  @Column('bigint', 'Speed it can reach, nominally in bit/s.')
  maxSpeed!: LongValue | null;

  @Column('text', 'World wide name.')
  wwn!: string | null;

  @Column('text', 'MAC address.')
  macAddress!: string | null;

  @Column('text', 'IPv4 address.')
  ipv4!: string | null;

  @Column('text', 'IPv4 network mask.')
  ipv4Mask!: string | null;

  @Column('text', 'IPv6 address.')
  ipv6!: string | null;

  @Column('text', 'IPv6 network mask.')
  ipv6Mask!: string | null;

  @Field(() => ConnectionStatusEnum, {
    description:
      'Whether it is connected, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get connectionStatusKind(): ConnectionStatus {
    return statusOf(ConnectionStatusWords, this.connectionStatus);
  }

  @Field(() => HealthStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get healthStatusKind(): HealthStatus {
    return statusOf(HealthStatusWords, this.healthStatus);
  }
}

/** Pages of ports. */
export const PortConnection = connectionType(Port, 'ports');
