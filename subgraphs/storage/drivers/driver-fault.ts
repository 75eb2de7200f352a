/**
 * What a driver may fail with: error codes of section 6.1 of the Delfin contract. Clients of the legacy
 * API branch on them; the text of each takes the fault's arguments.
 */
export const driverFaultCodes = [
  'InvalidResults',
  'InvalidUsernameOrPassword',
  'InvalidCredential',
  'InvalidIpOrPort',
  'InvalidPrivateKey',
  'SSHNotFoundKnownHosts',
  'SSLCertificateFailed',
  'SSLHandshakeFailed',
  'NotAuthorized',
  'StorageBackendNotFound',
  'StorageBackendException',
  'ConnectTimeout',
  'SSHConnectTimeout',
  'HTTPConnectionTimeout',
  'SSHException',
  'BadResponse',
  'StorageClearAlertFailed',
  'StorageListAlertFailed',
  'StoragePerformanceCollectionFailed',
  'StorageMaxUserCountException',
  'InvalidCAPath',
  'SSHInjectionThreat',
  'IncompleteTrapInformation',
] as const;

/** One of them. */
export type DriverFaultCode = (typeof driverFaultCodes)[number];

/** Codes that say that the array cannot be reached at all, so that asking it for more is in vain. */
const unreachable: ReadonlySet<DriverFaultCode> = new Set<DriverFaultCode>([
  'InvalidUsernameOrPassword',
  'InvalidCredential',
  'InvalidIpOrPort',
  'InvalidPrivateKey',
  'SSHNotFoundKnownHosts',
  'SSLCertificateFailed',
  'SSLHandshakeFailed',
  'NotAuthorized',
  'ConnectTimeout',
  'SSHConnectTimeout',
  'HTTPConnectionTimeout',
  'SSHException',
  'StorageMaxUserCountException',
  'InvalidCAPath',
]);

/**
 * The one error a driver throws on purpose. `args` are shown to the caller as the legacy API does, so
 * they hold no secret and no address; what the device really said goes into `cause`, which is logged.
 */
export class DriverFault extends Error {
  override readonly name = 'DriverFault';

  constructor(
    readonly code: DriverFaultCode,
    readonly args: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super([code, ...args].join(': '), options);
  }

  /** Whether the array cannot be reached at all with what it was given. */
  get unreachable(): boolean {
    return unreachable.has(this.code);
  }
}
