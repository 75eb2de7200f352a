import type { Store } from '../../kernel/database/store.js';
import type { Log } from '../../kernel/log/log.js';
import type { ComputeNodeState } from '../entities/compute-node-state.js';

/** A machine as its provider tells of it. */
export interface ProviderNode {
  /** The provider's own id, as text. */
  readonly id: string;
  readonly name: string;
  readonly state: ComputeNodeState;
  readonly publicIps: readonly string[];
  readonly privateIps: readonly string[];
  /** What else the provider tells; shown to clients, so it holds no credentials of the cloud. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly imageId?: string | undefined;
  readonly sizeId?: string | undefined;
  readonly tenantId?: string | undefined;
  /** RFC 3339. */
  readonly createdAt?: string | undefined;
}

/** An image a machine can start from. */
export interface ProviderImage {
  readonly id: string;
  readonly name: string;
}

/** A size a machine can have: `ram` in MB, `disk` in GB, `cpu` in virtual processors where known. */
export interface ProviderSize {
  readonly id: string;
  readonly name: string;
  readonly ram: number;
  readonly disk: number;
  readonly cpu?: number | undefined;
}

/** A tenant (OpenStack: project). */
export interface ProviderTenant {
  readonly id: string;
  readonly name: string;
}

/** The machine to create. */
export interface NodeSpec {
  readonly name: string;
  readonly imageId: string;
  readonly sizeId: string;
  readonly keyName?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * One configured cloud. Every call ends soon after its signal aborts, throws a CloudError when the far
 * side fails, and gives only what was read and checked. A method that a provider lacks is absent.
 *
 * `createNode` and `destroyNode` take a token that names the effect: a second call with the same token,
 * after a crash or an unknown outcome, has no second effect, even where the provider uses an id again.
 */
export interface CloudDriver {
  /** In the provider's order. */
  listNodes(signal: AbortSignal): Promise<readonly ProviderNode[]>;
  listImages(signal: AbortSignal): Promise<readonly ProviderImage[]>;
  listSizes(signal: AbortSignal): Promise<readonly ProviderSize[]>;
  listTenants?(signal: AbortSignal): Promise<readonly ProviderTenant[]>;
  /** Gives the machine as soon as the provider has accepted it. */
  createNode?(spec: NodeSpec, token: string, signal: AbortSignal): Promise<ProviderNode>;
  /** A machine that is not there counts as destroyed. */
  destroyNode?(id: string, token: string, signal: AbortSignal): Promise<void>;
  /** Forgets the session, because the far side no longer accepts it. */
  reconnect?(): void;
}

/** What a driver may use besides its settings. */
export interface DriverParts {
  /** Name of the cloud in the configuration. */
  readonly cloud: string;
  readonly store: Store;
  readonly log: Log;
}

/** The settings of a cloud as the file has them, before the driver reads them. */
export interface CloudCredentials {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly extraParams: Readonly<Record<string, unknown>>;
}

/** A cloud whose settings were read and found right. */
export interface PreparedCloud {
  /** Host of the API, shown to clients. */
  readonly host: string;
  /** Opens the cloud without calling it. */
  readonly open: (parts: DriverParts) => CloudDriver;
}

/** A kind of cloud: one row of the registry. */
export interface DriverType {
  /** Value of `ENGINE` in the clouds file. */
  readonly engine: string;
  /** Driver type on the wire, such as `dummy`; part of every node's uuid. */
  readonly provider: string;
  /** Name for people, such as `Dummy Node Provider`. */
  readonly displayName: string;
  /** Reads the settings of one cloud. Throws a ZodError whose paths are below `USER`, `PASSWORD` or `EXTRA_PARAMS`. */
  readonly prepare: (credentials: CloudCredentials) => PreparedCloud;
}

/**
 * Why a cloud failed. `UNREACHABLE`: no answer, or none in time; the outcome of a call is unknown.
 * `UNAUTHORIZED`: it no longer accepts our session. `REFUSED`: it says no, and would again.
 * `FAILED`: it answered, but with a failure of its own or something unreadable.
 */
export type CloudErrorKind = 'UNREACHABLE' | 'UNAUTHORIZED' | 'REFUSED' | 'FAILED';

/** A failure of the far side; the message is shown, so it holds no address and no secret. */
export class CloudError extends Error {
  constructor(
    readonly kind: CloudErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CloudError';
  }
}
