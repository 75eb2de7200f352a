import { Entity } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { Column } from './column.js';

/** A disk of a mounted backup (vprotect.md 3.4). */
@ObjectType({ description: 'A disk of a mounted backup.' })
@Entity({ schema: 'backup', tableName: 'mounted_file' })
export class MountedFile {
  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  mountedBackupGuid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  fileGuid!: string;

  @Column('text', 'Path of the disk within the backup.')
  path!: string;
}
