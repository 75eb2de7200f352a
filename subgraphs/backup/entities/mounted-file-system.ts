import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { Column } from './column.js';

/** A file system of a mounted backup (vprotect.md 3.4). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A file system of a mounted backup.' })
@Entity({ schema: 'backup', tableName: 'mounted_file_system' })
export class MountedFileSystem implements Node {
  get id(): string {
    return toGlobalId('MountedFileSystem', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  mountedBackupGuid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  fileSystemGuid!: string;

  @Column('text', 'Path it was mounted at by name; files are looked at through this API alone.')
  mountPath!: string;
}
