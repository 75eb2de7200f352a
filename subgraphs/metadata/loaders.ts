import DataLoader from 'dataloader';
import type { Page } from '../../schema/paging/connection.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import type { BackupClient } from './entities/backup-client.js';
import type { BackupRecord } from './entities/backup-record.js';
import { clientsOfHosts } from './services/clients-of-hosts.js';
import { clientsById, recordsById } from './services/entities-by-id.js';
import type { MetadataParts } from './services/parts.js';
import {
  countRecordsOfHosts,
  recordsOfHosts,
  type HostOfUser,
  type RecordsOfHostsRequest,
} from './services/records-of-hosts.js';

type HostLoader<V> = DataLoader<HostOfUser, V, string>;

/** The loaders of one operation: everything asked for in one hop costs one statement. */
export class MetadataLoaders {
  private readonly pages = new Map<string, HostLoader<Page<BackupRecord>>>();
  private readonly counts = new Map<string, HostLoader<number>>();

  /** The clients of a host, oldest registration first. */
  readonly clients: HostLoader<BackupClient[]>;

  /** Records by global id; null where there is none to see. */
  readonly recordById: DataLoader<string, BackupRecord | null>;

  /** Clients by global id; null where there is none to see. */
  readonly clientById: DataLoader<string, BackupClient | null>;

  private constructor(
    private readonly parts: MetadataParts,
    private readonly context: RequestContext,
  ) {
    this.recordById = new DataLoader((ids) => recordsById(parts, ids, context.viewer));
    this.clientById = new DataLoader((ids) => clientsById(parts, ids, context.viewer));
    this.clients = hostLoader((hosts) => clientsOfHosts(parts, hosts, context.viewer));
  }

  /** The loaders of the operation at hand. */
  static of(parts: MetadataParts, context: RequestContext): MetadataLoaders {
    return context.slot('metadata', () => new MetadataLoaders(parts, context));
  }

  /** A page of the records of a host; hosts asked for with the same arguments are read together. */
  records(host: HostOfUser, request: RecordsOfHostsRequest): Promise<Page<BackupRecord>> {
    const key = JSON.stringify(request);
    const loader = found(this.pages, key, () =>
      hostLoader((hosts) =>
        recordsOfHosts(this.parts, hosts, request, this.context.viewer, (one) => this.count(one, request)),
      ),
    );
    return loader.load(host);
  }

  private count(host: HostOfUser, { filter }: RecordsOfHostsRequest): Promise<number> {
    const loader = found(this.counts, JSON.stringify(filter), () =>
      hostLoader((hosts) => countRecordsOfHosts(this.parts, hosts, filter, this.context.viewer)),
    );
    return loader.load(host);
  }
}

function hostLoader<V>(load: (hosts: readonly HostOfUser[]) => Promise<V[]>): HostLoader<V> {
  return new DataLoader(load, { cacheKeyFn: ({ hostKey, userId }) => JSON.stringify([hostKey, userId]) });
}

function found<V>(loaders: Map<string, V>, key: string, make: () => V): V {
  const loader = loaders.get(key) ?? make();
  loaders.set(key, loader);
  return loader;
}
