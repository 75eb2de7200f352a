import { Entity } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Column } from './column.js';

/** What people make and name here, known by a GUID. */
@ObjectType()
@Entity({ abstract: true })
export abstract class Named {
  get id(): string {
    return toGlobalId(this.constructor.name, this.guid);
  }

  @Column('id', 'GUID, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('text', 'Name.')
  name!: string;

  @Column('time', 'When it was made.')
  createdAt!: Date;
}

/** What may belong to a tenant, whose names then are apart from those of others (vprotect.md 2.4). */
@ObjectType()
@Entity({ abstract: true })
export abstract class TenantNamed extends Named {
  @Column(
    'boolean',
    'Whether the name is unique for its tenant alone; the legacy API then shows it with a prefix.',
  )
  nameScoped!: boolean;

  @Column('text', 'Tenant it belongs to; null when to none.', { nullable: true })
  tenantId!: string | null;

  @Column('time', 'When it was last changed.')
  changedAt!: Date;
}
