import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { FileTypeEnum, type FileType } from './restore-words.js';

/** What somebody may do with a file. */
const permissions = ['OWNER', 'GROUP', 'OTHERS'].flatMap((who) =>
  ['READ', 'WRITE', 'EXECUTE'].map((what) => `${who}_${what}`),
);

const FilePermissionEnum = Object.fromEntries(permissions.map((name) => [name, name]));

registerEnumType(FilePermissionEnum, {
  name: 'FilePermission',
  description: 'What somebody may do with a file.',
  valuesConfig: Object.fromEntries(
    permissions.map((name) => {
      const [who = '', what = ''] = name.toLowerCase().split('_');
      return [name, { description: `${who === 'others' ? 'Others' : `The ${who}`} may ${what} it.` }];
    }),
  ),
});

/** The permissions of a Unix mode. */
export function permissionsOf(mode: number): string[] {
  return permissions.filter((_, i) => (mode & (0o400 >> i)) !== 0);
}

/** An entry of a folder of a mounted file system (vprotect.md 3.4). */
@ObjectType({ description: 'An entry of a folder of a mounted file system.' })
export class FileListing {
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => FileTypeEnum, { description: 'What it is.' })
  fileType!: FileType;

  @Field(() => Long, { description: 'Size, in bytes.' })
  size!: LongValue;

  @Field(() => DateTime, { nullable: true, description: 'When it was last changed; null when not known.' })
  modifiedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Number of its owner; null when not known.' })
  owner!: string | null;

  @Field(() => String, { nullable: true, description: 'Number of its group; null when not known.' })
  group!: string | null;

  @Field(() => [FilePermissionEnum], { description: 'Who may do what with it.' })
  permissions!: string[];
}

/** A file, or an archive of several. */
@ObjectType({ description: 'A file of a mounted file system, or a tar archive of several.' })
export class FileDownload {
  @Field(() => String, { description: 'Name for the file; without quotes and slashes.' })
  name!: string;

  @Field(() => String, { description: 'Media type.' })
  contentType!: string;

  @Field(() => String, { description: 'The content in base64.' })
  base64!: string;
}
