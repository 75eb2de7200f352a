import { Field, Int, ObjectType } from 'type-graphql';
import { VirtualDisk } from '../entities/virtual-disk.js';
import { VirtualMachine } from '../entities/virtual-machine.js';

/** A changed machine. */
@ObjectType({ description: 'A changed virtual machine.' })
export class UpdateVirtualMachinePayload {
  @Field(() => VirtualMachine, { description: 'The machine.' })
  virtualMachine!: VirtualMachine;
}

/** A changed disk. */
@ObjectType({ description: 'A changed disk.' })
export class SetDiskExcludedPayload {
  @Field(() => VirtualDisk, { description: 'The disk.' })
  disk!: VirtualDisk;
}

/** Removed machines. */
@ObjectType({ description: 'Virtual machines that were removed.' })
export class RemoveVanishedVirtualMachinesPayload {
  @Field(() => Int, { description: 'How many they were.' })
  removed!: number;
}
