import { Entity } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';

const key = { sqlType: 'uuid', primary: true } as const;

/** That a schedule fired for an instant, a rule and a machine; it does so once (vprotect.md 4.5). */
@ObjectType({ description: 'That a schedule fired for an instant, a rule and a machine. It does so once.' })
@Entity({ schema: 'backup', tableName: 'firing' })
export class Firing {
  @Column('id', 'GUID of the schedule.', key)
  scheduleGuid!: string;

  @Column('time', 'Instant it fired for.', { primary: true })
  instant!: Date;

  @Column('id', 'GUID of the rule.', key)
  ruleGuid!: string;

  @Column('id', 'GUID of the virtual machine.', key)
  vmGuid!: string;

  @Column('id', 'GUID of the task it made.', { sqlType: 'uuid' })
  taskGuid!: string;
}

/** Pages of firings. */
export const FiringConnection = connectionType(Firing, 'firings');
