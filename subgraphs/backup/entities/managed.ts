import { Entity } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Column } from './column.js';

/** What a hypervisor manager tells of: named by its own id within the manager, by a GUID in the product. */
@ObjectType()
@Entity({ abstract: true })
export abstract class Managed {
  get id(): string {
    return toGlobalId(this.constructor.name, this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case; it stays over every sync.', {
    sqlType: 'uuid',
    primary: true,
  })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  managerGuid!: string;

  @Column('id', "The platform's own id of it; unique within its hypervisor manager.")
  uuid!: string;

  @Column('text', 'Name.')
  name!: string;
}
