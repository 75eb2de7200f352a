import type { ErrorCode } from '../../kernel/errors/error-table.js';
import { Fault } from '../../kernel/errors/fault.js';
import { DriverFault, type DriverFaultCode } from '../drivers/driver-fault.js';

interface FaultRow {
  readonly code: ErrorCode;
  /** `{0}` stands for the first argument. */
  readonly message: string;
}

const notFound = (what: string): FaultRow => ({
  code: 'NOT_FOUND',
  message: `${what} {0} could not be found.`,
});
const input = (message: string): FaultRow => ({ code: 'BAD_USER_INPUT', message });
const backend = (message: string): FaultRow => ({ code: 'BACKEND_ERROR', message });

/** Every failure with an error code of the Delfin contract, section 6.1, in the graph's words and code. */
const rows = {
  InvalidInput: input('Invalid input received. {0}'),
  StorageAlreadyExists: { code: 'CONFLICT', message: 'Storage already exists.' },
  StorageIsSyncing: { code: 'CONFLICT', message: 'Storage {0} is syncing now, please try again later.' },
  StorageSerialNumberMismatch: input('Storage serial number mismatch. {0}'),
  StorageNotFound: notFound('Storage'),
  AccessInfoNotFound: notFound('Access information for storage'),
  AlertSourceNotFound: notFound('Alert source for storage'),
  StorageDriverNotFound: { code: 'NOT_FOUND', message: "Storage driver '{0}' could not be found." },
  StoragePoolNotFound: notFound('Storage pool'),
  VolumeNotFound: notFound('Volume'),
  ControllerNotFound: notFound('Controller'),
  PortNotFound: notFound('Port'),
  DiskNotFound: notFound('Disk'),
  FilesystemNotFound: notFound('Filesystem'),
  QtreeNotFound: notFound('Qtree'),
  QuotaNotFound: notFound('Quota'),
  ShareNotFound: notFound('Share'),
  StorageHostInitiatorNotFound: notFound('Storage host initiator'),
  StorageHostNotFound: notFound('Storage host'),
  StorageHostGroupNotFound: notFound('Storage host group'),
  PortGroupNotFound: notFound('Port group'),
  VolumeGroupNotFound: notFound('Volume group'),
  MaskingViewNotFound: notFound('Masking View'),
  InvalidStorageCapability: backend('Invalid capability response: {0}'),
  StorageCapabilityNotSupported: backend('Capability feature not supported by storage'),
  InvalidSNMPConfig: input('Invalid SNMP configuration: {0}'),
  SNMPConnectionFailed: backend('Connection to SNMP server failed: {0}'),
  InvalidResults: backend('The results are invalid. {0}'),
  InvalidUsernameOrPassword: input('Invalid username or password.'),
  InvalidCredential: input('The credentials are invalid.'),
  InvalidIpOrPort: input('Invalid ip or port.'),
  InvalidPrivateKey: input('not a valid RSA private key.'),
  SSHNotFoundKnownHosts: input('{0} not found in known_hosts.'),
  SSLCertificateFailed: backend('SSL Certificate Failed.'),
  SSLHandshakeFailed: backend('SSL handshake failure.'),
  NotAuthorized: backend('Not authorized.'),
  StorageBackendNotFound: { code: 'NOT_FOUND', message: 'Storage backend could not be found.' },
  StorageBackendException: backend('Exception from Storage Backend: {0}.'),
  ConnectTimeout: backend('Connect timeout.'),
  SSHConnectTimeout: backend('SSH connect timeout.'),
  HTTPConnectionTimeout: backend('HTTP connection timeout: {0}.'),
  SSHException: backend('Exception in SSH protocol negotiation or logic. {0}'),
  BadResponse: backend('Bad response from server'),
  StorageClearAlertFailed: backend('Failed to clear alert. Reason: {0}.'),
  StorageListAlertFailed: backend('Failed to list alerts. Reason: {0}.'),
  StoragePerformanceCollectionFailed: backend('Failed to collect performance metrics. Reason: {0}.'),
  StorageMaxUserCountException: backend('Exception from storage of users has reached the upper limit: {0}.'),
  InvalidCAPath: backend('Invalid CA path: {0}.'),
  SSHInjectionThreat: input('SSH command injection detected: {0}.'),
  IncompleteTrapInformation: backend('The trap does not tell enough.'),
} as const satisfies Record<string, FaultRow> & Record<DriverFaultCode, FaultRow>;

/** An error code of the Delfin contract that this subgraph answers. */
export type StorageFaultReason = keyof typeof rows;

/**
 * A failure the Delfin contract names. The error's extensions carry `reason`, the contract's error code, and
 * `args`, its arguments, from which the REST dialect makes its answer.
 */
export function storageFault(
  reason: StorageFaultReason,
  args: readonly string[] = [],
  cause?: unknown,
): Fault {
  const { code, message } = rows[reason];
  return new Fault(
    code,
    message.replace('{0}', () => args[0] ?? ''),
    { details: { reason, args }, cause },
  );
}

/** Runs work with a driver: what that fails with becomes the fault of its code, everything else stays as it is. */
export async function withDriverFaults<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw faultOfDriver(error);
  }
}

/** What was thrown around a driver, as the caller sees it: a DriverFault by its own code, everything else as it is. */
export function faultOfDriver(error: unknown): unknown {
  return error instanceof DriverFault ? storageFault(error.code, error.args, error) : error;
}
