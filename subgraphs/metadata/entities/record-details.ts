import { Field, ObjectType } from 'type-graphql';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Long } from '../../../schema/scalars/long.js';

const mode = 'What was backed up and how, such as "fs", "mongo" or "mysql".';

/**
 * What a backup's document says, typed. A field is null when the document lacks it or holds a value of
 * another type; the document itself has everything as posted. One legacy MB is 1,048,576 bytes. The
 * fields are only declared, so that services/backup-record-row.ts can read them when they are asked for.
 */
@ObjectType({ description: 'What the document of a backup says.' })
export abstract class RecordDetails {
  @Field(() => Long, { nullable: true, description: 'Highest level before the next full backup.' })
  declare maxLevel: LongValue | null;

  @Field(() => String, { nullable: true, description: mode })
  declare mode: string | null;

  @Field(() => String, { nullable: true, description: 'Path on the client that was backed up.' })
  declare path: string | null;

  @Field(() => String, { nullable: true, description: 'Where the volume snapshot was mounted.' })
  declare volumeSnapshotPath: string | null;

  @Field(() => Long, { nullable: true, description: 'Number of broken links found.' })
  declare totalBrokenLinks: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Number of files.' })
  declare totalFsFiles: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Number of directories.' })
  declare totalDirectories: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Size before compression, in MB of 1,048,576 bytes.' })
  declare backupSizeUncompressed: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Size before compression, in bytes.' })
  declare backupSizeUncompressedBytes: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Size after compression, in MB of 1,048,576 bytes.' })
  declare backupSizeCompressed: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Size after compression, in bytes.' })
  declare backupSizeCompressedBytes: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Size of the whole session, in MB of 1,048,576 bytes.' })
  declare totalBackupSessionSize: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'Size of the whole session, in bytes.' })
  declare totalBackupSessionSizeBytes: LongValue | null;

  @Field(() => String, { nullable: true, description: 'Compression, such as "gzip", "bzip" or "xz".' })
  declare compressionAlg: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the backup is encrypted.' })
  declare encrypted: boolean | null;

  @Field(() => String, { nullable: true, description: 'Operating system of the client.' })
  declare clientOs: string | null;

  @Field(() => String, { nullable: true, description: 'Options the backup program was started with.' })
  declare cli: string | null;

  @Field(() => String, { nullable: true, description: 'Version of the backup program.' })
  declare version: string | null;

  @Field(() => [String], { nullable: true, description: 'Paths of the broken links.' })
  declare brokenLinks: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Patterns of the files left out.' })
  declare excludedFiles: string[] | null;
}
