import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import { BackupRecord } from '../entities/backup-record.js';
import { ComputeNode } from '../entities/compute-node.js';
import { load, type ComputeParts } from './parts.js';

const meaning =
  'Machine of this host name, letter case ignored; of several the one of the cloud that stands first. Null when there is none the viewer may see.';

/** What compute adds to a backup record. */
@Resolver(() => BackupRecord)
export class BackupRecordResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Directive('@requires(fields: "hostName")')
  @FieldResolver(() => ComputeNode, { nullable: true, description: meaning })
  async computeNode(
    @Root() { hostName }: BackupRecord,
    @Ctx() context: RequestContext,
  ): Promise<ComputeNode | null> {
    return hostName ? load(context, this.parts).nodeByName.load(hostName) : null;
  }
}

/** What compute adds to a backup client. */
@Resolver(() => BackupClient)
export class BackupClientResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Directive('@requires(fields: "hostName")')
  @FieldResolver(() => ComputeNode, { nullable: true, description: meaning })
  async computeNode(
    @Root() { hostName }: BackupClient,
    @Ctx() context: RequestContext,
  ): Promise<ComputeNode | null> {
    return hostName ? load(context, this.parts).nodeByName.load(hostName) : null;
  }
}
