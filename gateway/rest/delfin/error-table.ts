/** A row of the table: HTTP status and message, `{0}` standing for the first argument. */
export interface DelfinError {
  readonly status: number;
  readonly message: string;
}

const absent = (noun: string): DelfinError => ({ status: 404, message: `${noun} {0} could not be found.` });

/** Every code that reaches clients (delfin.md §6.1), messages as the original has them, slips included. */
export const delfinErrors = {
  InvalidInput: { status: 400, message: 'Invalid input received. {0}' },
  MalformedRequestBody: { status: 400, message: 'Malformed request body: {0}.' },
  BadRequest: {
    status: 400,
    message:
      'The server could not comply with the request since\r\nit is either malformed or otherwise incorrect.\r\n',
  },
  StorageAlreadyExists: { status: 400, message: 'Storage already exists.' },
  StorageIsSyncing: { status: 400, message: 'Storage {0} is syncing now, please try again later.' },
  StorageSerialNumberMismatch: { status: 400, message: 'Storage serial number mismatch. {0}' },
  InvalidResults: { status: 400, message: 'The results are invalid. {0}' },
  InvalidUsernameOrPassword: { status: 400, message: 'Invalid username or password.' },
  InvalidCredential: { status: 400, message: 'The credentials are invalid.' },
  InvalidIpOrPort: { status: 400, message: 'Invalid ip or port.' },
  InvalidPrivateKey: { status: 400, message: 'not a valid RSA private key.' },
  SSHNotFoundKnownHosts: { status: 400, message: '{0} not found in known_hosts.' },
  SSLCertificateFailed: { status: 400, message: 'SSL Certificate Failed.' },
  SSLHandshakeFailed: { status: 400, message: 'SSL handshake failure.' },
  SNMPConnectionFailed: { status: 400, message: 'Connection to SNMP server failed: {0}' },
  InvalidSNMPConfig: { status: 400, message: 'Invalid SNMP configuration: {0}' },
  NotAuthorized: { status: 403, message: 'Not authorized.' },
  NotFound: { status: 404, message: 'Resource could not be found.' },
  StorageNotFound: absent('Storage'),
  AccessInfoNotFound: absent('Access information for storage'),
  AlertSourceNotFound: absent('Alert source for storage'),
  StorageDriverNotFound: { status: 404, message: "Storage driver '{0}'could not be found." },
  StorageBackendNotFound: { status: 404, message: 'Storage backend could not be found.' },
  StoragePoolNotFound: absent('Storage pool'),
  VolumeNotFound: absent('Volume'),
  ControllerNotFound: absent('Controller'),
  PortNotFound: absent('Port'),
  DiskNotFound: absent('Disk'),
  FilesystemNotFound: absent('Filesystem'),
  QtreeNotFound: absent('Qtree'),
  QuotaNotFound: absent('Quota'),
  ShareNotFound: absent('Share'),
  StorageHostInitiatorNotFound: absent('Storage host initiator'),
  StorageHostNotFound: absent('Storage host'),
  StorageHostGroupNotFound: absent('Storage host group'),
  PortGroupNotFound: absent('Port group'),
  VolumeGroupNotFound: absent('Volume group'),
  MaskingViewNotFound: absent('Masking View'),
  StorageBackendException: { status: 500, message: 'Exception from Storage Backend: {0}.' },
  ConnectTimeout: { status: 500, message: 'Connect timeout.' },
  SSHConnectTimeout: { status: 500, message: 'SSH connect timeout.' },
  HTTPConnectionTimeout: { status: 500, message: 'HTTP connection timeout: {0}.' },
  SSHException: { status: 500, message: 'Exception in SSH protocol negotiation or logic. {0}' },
  BadResponse: { status: 500, message: 'Bad response from server' },
  StorageClearAlertFailed: { status: 500, message: 'Failed to clear alert. Reason: {0}.' },
  StorageListAlertFailed: { status: 500, message: 'Failed to list alerts. Reason: {0}.' },
  StoragePerformanceCollectionFailed: {
    status: 500,
    message: 'Failed to collect performance metrics. Reason: {0}.',
  },
  InvalidStorageCapability: { status: 500, message: 'Invalid capability response: {0}' },
  StorageMaxUserCountException: {
    status: 500,
    message: 'Exception from storage of users has reached the upper limit: {0}.',
  },
  InvalidCAPath: { status: 500, message: 'Invalid CA path: {0}.' },
  SSHInjectionThreat: { status: 500, message: 'SSH command injection detected: {0}.' },
  LockCreationFailed: {
    status: 500,
    message: 'Unable to create lock. Coordination backend not started.',
  },
  LockAcquisitionFailed: { status: 500, message: 'Lock acquisition failed.' },
  DelfinException: { status: 500, message: 'An unknown exception occurred.' },
  StorageCapabilityNotSupported: {
    status: 501,
    message: 'Capability feature not supported by storage',
  },
} as const satisfies Readonly<Record<string, DelfinError>>;

/** A code of the table. */
export type DelfinCode = keyof typeof delfinErrors;

/** Whether a reason given by the graph is one of the codes. */
export function isDelfinCode(reason: unknown): reason is DelfinCode {
  return typeof reason === 'string' && Object.hasOwn(delfinErrors, reason);
}
