import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import { BackupRecord } from '../entities/backup-record.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { BackupLoaders } from '../loaders.js';
import type { BackupParts } from '../services/parts.js';

const meaning =
  'Virtual machine of this host name (or of this name, where its host name is not known), letter case ignored; of several one that is present. Null when there is none the viewer may see.';

/** What backup adds to a backup record. */
@Resolver(() => BackupRecord)
export class BackupRecordResolver {
  constructor(private readonly parts: BackupParts) {}

  @Directive('@requires(fields: "hostName")')
  @FieldResolver(() => VirtualMachine, { nullable: true, description: meaning })
  async virtualMachine(
    @Root() { hostName }: BackupRecord,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    return hostName ? BackupLoaders.of(this.parts, context).machineByHostName.load(hostName) : null;
  }
}

/** What backup adds to a backup client. */
@Resolver(() => BackupClient)
export class BackupClientResolver {
  constructor(private readonly parts: BackupParts) {}

  @Directive('@requires(fields: "hostName")')
  @FieldResolver(() => VirtualMachine, { nullable: true, description: meaning })
  async virtualMachine(
    @Root() { hostName }: BackupClient,
    @Ctx() context: RequestContext,
  ): Promise<VirtualMachine | null> {
    return hostName ? BackupLoaders.of(this.parts, context).machineByHostName.load(hostName) : null;
  }
}
