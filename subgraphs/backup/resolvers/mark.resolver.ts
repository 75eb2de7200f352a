import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupLocation } from '../entities/backup-location.js';
import { RetentionHintEnum, type RetentionHint } from '../entities/backup-words.js';
import { RoleTypeEnum, type RoleType } from '../entities/policy-words.js';
import { markBackups, type BackupMark, type MarkedLocation } from '../services/mark-backups.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders } from './data-loaders.js';

/** One wish. */
@InputType({
  description: 'Places where a backup is present, and what becomes of them; everything given must hold.',
})
export class BackupMarkInput implements BackupMark {
  @Field(() => ID, { nullable: true, description: 'GUID of the backup. This or the place is needed.' })
  backupGuid?: string | null;

  @Field(() => ID, { nullable: true, description: 'GUID of the place.' })
  locationGuid?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only in this destination, by GUID.' })
  destinationGuid?: string | null;

  @Field(() => RoleTypeEnum, { nullable: true, description: 'Only in this role.' })
  roleType?: RoleType | null;

  @Field(() => RetentionHintEnum, {
    description: 'Whether it is kept longer or shorter than its policy says.',
  })
  retentionHint!: RetentionHint;

  @Field(() => DateTime, { nullable: true, description: 'Until when it is kept; needed for ARCHIVE.' })
  archiveExpire?: Date | null;
}

/** All wishes. */
@InputType({ description: 'How backups are to be marked; all or none.' })
export class MarkBackupsInput {
  @Field(() => [BackupMarkInput], { description: 'The marks; of two for one place the last counts.' })
  marks!: BackupMarkInput[];

  @Field(() => Boolean, { defaultValue: false, description: 'Whether nothing is changed, only told.' })
  preview!: boolean;
}

/** What a mark changes. */
@ObjectType({ description: 'What a mark changes of a place of a backup.' })
export class BackupMarkChange {
  @Field(() => BackupLocation, { nullable: true, description: 'The place.' })
  location!: BackupLocation | null;

  @Field(() => RetentionHintEnum, { description: 'What held before.' })
  previousHint!: RetentionHint;

  @Field(() => RetentionHintEnum, { description: 'What holds then.' })
  retentionHint!: RetentionHint;

  @Field(() => DateTime, { nullable: true, description: 'Until when it was kept; null for others.' })
  previousArchiveExpire!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when it is kept then; null for others.' })
  archiveExpire!: Date | null;
}

/** What the marks change. */
@ObjectType({ description: 'What the marks change, or would.' })
export class MarkBackupsPayload {
  @Field(() => [BackupMarkChange], { description: 'One for each place.' })
  changes!: BackupMarkChange[];
}

/** Keeping backups longer, or shorter, than their policy says (vprotect.md 3.3, 4.7). */
@Resolver()
export class MarkResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('operator')
  @Mutation(() => MarkBackupsPayload, {
    nullable: true,
    description: 'Marks backups to be kept or to be removed, or tells what that would change.',
  })
  async markBackups(
    @Arg('input', () => MarkBackupsInput, { description: 'The marks.' }) { marks, preview }: MarkBackupsInput,
    @Ctx() context: RequestContext,
  ): Promise<MarkBackupsPayload> {
    const changes = await markBackups(this.parts, marks, preview, context.viewer);
    return { changes: await Promise.all(changes.map((change) => this.changeOf(change, context))) };
  }

  private async changeOf(
    { locationGuid, ...change }: MarkedLocation,
    context: RequestContext,
  ): Promise<BackupMarkChange> {
    const location = await DataLoaders.of(this.parts, context).location.load(locationGuid);
    return Object.assign(new BackupMarkChange(), change, { location });
  }
}
