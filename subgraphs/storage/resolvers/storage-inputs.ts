import { Field, ID, InputType, Int } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { SyncUnitKindEnum, type SyncUnitKind } from '../entities/sync-unit.js';

/** One way to reach an array, with its password. What is left out of a change stays as it is. */
@InputType({ description: 'One way to reach an array. In a change, what is left out stays as it is.' })
export class AccessPointInput {
  @Field(() => String, { nullable: true, description: 'Host name or address, at most 255 characters.' })
  host?: string | null;

  @Field(() => Int, { nullable: true, description: 'Port: 0 to 65535.' })
  port?: number | null;

  @Field(() => String, { nullable: true, description: 'User name, 1 to 255 characters.' })
  username?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Password, 1 to 255 characters. It is kept encrypted and never shown.',
  })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'Public key of the host; SSH only.' })
  pubKey?: string | null;

  @Field(() => String, { nullable: true, description: 'Kind of that key, such as ssh-ed25519; SSH only.' })
  pubKeyType?: string | null;

  @Field(() => String, { nullable: true, description: 'CIM namespace; SMI-S only.' })
  namespace?: string | null;
}

/** How the certificate of an array is verified. */
@InputType({ description: "How an array's certificate is verified. Null goes back to the server's setting." })
export class DeviceTlsInput {
  @Field(() => Boolean, { nullable: true, description: 'Whether it is verified.' })
  verify?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Certificates to verify it against, as PEM.' })
  ca?: string | null;
}

/** The ways to reach an array. */
@InputType({ description: 'The ways to reach an array; at least one.' })
export class AccessInput {
  @Field(() => AccessPointInput, { nullable: true, description: 'Access by REST.' })
  rest?: AccessPointInput | null;

  @Field(() => AccessPointInput, { nullable: true, description: 'Access by SSH.' })
  ssh?: AccessPointInput | null;

  @Field(() => AccessPointInput, { nullable: true, description: 'Access by command line.' })
  cli?: AccessPointInput | null;

  @Field(() => AccessPointInput, { nullable: true, description: 'Access by SMI-S.' })
  smis?: AccessPointInput | null;

  @Field(() => DeviceTlsInput, { nullable: true, description: 'How its certificate is verified.' })
  tls?: DeviceTlsInput | null;
}

/** An array to be registered. */
@InputType({ description: 'An array to be registered, with at least one way to reach it.' })
export class RegisterStorageInput extends AccessInput {
  @Field(() => String, { description: 'Vendor of the driver, such as "fake_storage".' })
  vendor!: string;

  @Field(() => String, { description: 'Model of the driver, such as "fake_driver".' })
  model!: string;

  @Field(() => String, { nullable: true, description: 'Name to keep with the access information.' })
  storageName?: string | null;

  @Field(() => Json, {
    nullable: true,
    description: 'What else the driver wants: an object whose keys depend on the driver.',
  })
  extraAttributes?: Readonly<Record<string, unknown>> | null;
}

/** A change of how a storage is reached. */
@InputType({ description: 'A change of how a storage is reached; ways that are left out stay as they are.' })
export class UpdateAccessInfoInput extends AccessInput {
  @Field(() => ID, { description: 'UUID of the storage.' })
  storageUuid!: string;
}

/** Names the storage to delete. */
@InputType({ description: 'Which storage is deleted.' })
export class DeleteStorageInput {
  @Field(() => ID, { description: 'UUID of the storage.' })
  storageUuid!: string;
}

/** Names the storage to sync. */
@InputType({ description: 'Which storage is synced, and what of it.' })
export class SyncStorageInput {
  @Field(() => ID, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => [SyncUnitKindEnum], { nullable: true, description: 'What is read; everything when absent.' })
  kinds?: SyncUnitKind[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Asked for again with the same key, the same task is answered.',
  })
  idempotencyKey?: string | null;
}

/** What is synced of all storages. */
@InputType({ description: 'What is synced of every storage.' })
export class SyncAllStoragesInput {
  @Field(() => [SyncUnitKindEnum], { nullable: true, description: 'What is read; everything when absent.' })
  kinds?: SyncUnitKind[] | null;
}
