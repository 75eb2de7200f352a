import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { StorageHost } from '../entities/storage-host.js';
import { Volume } from '../entities/volume.js';
import { StorageLoaders } from '../loaders.js';
import type { StorageParts } from '../services/parts.js';

const most = 'through masking views, by themselves or in groups; at most 1000, by native id';

/** Who sees a volume. */
@Resolver(() => Volume)
export class VolumeMappingResolver {
  constructor(private readonly parts: StorageParts) {}

  @FieldResolver(() => [StorageHost], { description: `Hosts that see it ${most}.` })
  hosts(@Root() volume: Volume, @Ctx() context: RequestContext): Promise<readonly StorageHost[]> {
    return StorageLoaders.of(this.parts, context).hostsOf.load(volume);
  }
}

/** What a host sees. */
@Resolver(() => StorageHost)
export class HostMappingResolver {
  constructor(private readonly parts: StorageParts) {}

  @FieldResolver(() => [Volume], { description: `Volumes it sees ${most}.` })
  volumes(@Root() host: StorageHost, @Ctx() context: RequestContext): Promise<readonly Volume[]> {
    return StorageLoaders.of(this.parts, context).volumesOf.load(host);
  }
}
