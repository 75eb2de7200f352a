import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupLoaders } from '../loaders.js';
import { excludeDisk } from '../services/exclude-disk.js';
import { readGuids } from '../services/guid.js';
import type { BackupParts } from '../services/parts.js';
import { removeVanished } from '../services/remove-vanished.js';
import { machineNotFound, updateMachine, type MachineChange } from '../services/update-machine.js';
import {
  RemoveVanishedVirtualMachinesInput,
  SetDiskExcludedInput,
  UpdateVirtualMachineInput,
} from './virtual-machine.inputs.js';
import {
  RemoveVanishedVirtualMachinesPayload,
  SetDiskExcludedPayload,
  UpdateVirtualMachinePayload,
} from './virtual-machine.payloads.js';

/** Changes of virtual machines and their disks. */
@Resolver()
export class VirtualMachineWorkResolver {
  constructor(private readonly parts: BackupParts) {}

  @Access('operator')
  @Mutation(() => UpdateVirtualMachinePayload, {
    nullable: true,
    description: 'Changes the settings of a virtual machine.',
  })
  async updateVirtualMachine(
    @Arg('input', () => UpdateVirtualMachineInput, { description: 'The change.' })
    input: UpdateVirtualMachineInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateVirtualMachinePayload> {
    const guid = await updateMachine(this.parts, input.guid, changeIn(input), context.viewer);
    context.clear();
    const virtualMachine = await BackupLoaders.of(this.parts, context).machine.load(guid);
    if (!virtualMachine) throw machineNotFound(guid);
    return { virtualMachine };
  }

  @Access('operator')
  @Mutation(() => SetDiskExcludedPayload, {
    nullable: true,
    description: 'Leaves a disk out of backups, or takes it in again.',
  })
  async setDiskExcluded(
    @Arg('input', () => SetDiskExcludedInput, { description: 'The disk.' })
    { guid, excluded }: SetDiskExcludedInput,
    @Ctx() context: RequestContext,
  ): Promise<SetDiskExcludedPayload> {
    const disk = await excludeDisk(this.parts.store.sql, guid, excluded, context.viewer);
    context.clear();
    return { disk };
  }

  @Access('operator')
  @Mutation(() => RemoveVanishedVirtualMachinesPayload, {
    nullable: true,
    description: 'Removes the virtual machines that vanished and of which no backup can be restored.',
  })
  async removeVanishedVirtualMachines(
    @Arg('input', () => RemoveVanishedVirtualMachinesInput, { description: 'Which ones.' })
    { tenantId, guids }: RemoveVanishedVirtualMachinesInput,
    @Ctx() context: RequestContext,
  ): Promise<RemoveVanishedVirtualMachinesPayload> {
    const removed = await removeVanished(this.parts.store.sql, context.viewer, {
      tenantId: tenantId ?? undefined,
      guids: guids ? readGuids(guids) : undefined,
    });
    context.clear();
    return { removed };
  }
}

/** A null where a machine must have a value says nothing; of arguments it leaves none. */
function changeIn(input: UpdateVirtualMachineInput): MachineChange {
  const { preSnapArgs, postSnapArgs } = input;
  return {
    policyGuid: input.policyGuid,
    snapshotPolicyGuid: input.snapshotPolicyGuid,
    credentialGuid: input.credentialGuid,
    exportImportMode: input.exportImportMode ?? undefined,
    quiesceBeforeSnapshot: input.quiesceBeforeSnapshot ?? undefined,
    sshHost: input.sshHost,
    sshPort: input.sshPort,
    sshUser: input.sshUser,
    sshKeyPath: input.sshKeyPath,
    sshPassword: input.sshPassword,
    preSnapEnabled: input.preSnapEnabled ?? undefined,
    preSnapArgs: preSnapArgs === null ? [] : preSnapArgs,
    preSnapStdErr: input.preSnapStdErr ?? undefined,
    preSnapIgnoredExitCodes: input.preSnapIgnoredExitCodes,
    postSnapEnabled: input.postSnapEnabled ?? undefined,
    postSnapArgs: postSnapArgs === null ? [] : postSnapArgs,
    postSnapStdErr: input.postSnapStdErr ?? undefined,
    postSnapIgnoredExitCodes: input.postSnapIgnoredExitCodes,
  };
}
