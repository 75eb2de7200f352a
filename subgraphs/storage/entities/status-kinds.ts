import { registerEnumType } from 'type-graphql';

/** Words a driver may give (section 5 of the Delfin contract, and what drivers really send), in lower case. */
export type StatusWords<E extends string> = Readonly<Record<string, E>>;

/** The status a driver's word stands for; upper and lower case are the same, an unknown word is UNKNOWN. */
export function statusOf<E extends string>(words: StatusWords<E>, word: string | null): E | 'UNKNOWN' {
  const known = word?.trim().toLowerCase() ?? '';
  return Object.hasOwn(words, known) ? (words[known] ?? 'UNKNOWN') : 'UNKNOWN';
}

const unknown = { description: 'The array tells nothing we know.' };

/** How a storage, pool, disk or host is doing. */
export const StorageStatusEnum = {
  NORMAL: 'NORMAL',
  DEGRADED: 'DEGRADED',
  ABNORMAL: 'ABNORMAL',
  OFFLINE: 'OFFLINE',
  UNKNOWN: 'UNKNOWN',
} as const;
export type StorageStatus = keyof typeof StorageStatusEnum;
export const StorageStatusWords: StatusWords<StorageStatus> = {
  normal: 'NORMAL',
  online: 'NORMAL',
  degraded: 'DEGRADED',
  abnormal: 'ABNORMAL',
  offline: 'OFFLINE',
};
registerEnumType(StorageStatusEnum, {
  name: 'StorageStatus',
  description: 'How a storage or a part of it is doing.',
  valuesConfig: {
    NORMAL: { description: 'It works.' },
    DEGRADED: { description: 'It works, but with less redundancy or speed than it should.' },
    ABNORMAL: { description: 'It has a fault.' },
    OFFLINE: { description: 'It does not work.' },
    UNKNOWN: unknown,
  },
});

/** How a volume is doing. */
export const VolumeStatusEnum = {
  AVAILABLE: 'AVAILABLE',
  DEGRADED: 'DEGRADED',
  ERROR: 'ERROR',
  OFFLINE: 'OFFLINE',
  UNKNOWN: 'UNKNOWN',
} as const;
export type VolumeStatus = keyof typeof VolumeStatusEnum;
export const VolumeStatusWords: StatusWords<VolumeStatus> = {
  available: 'AVAILABLE',
  normal: 'AVAILABLE',
  degraded: 'DEGRADED',
  error: 'ERROR',
  abnormal: 'ERROR',
  offline: 'OFFLINE',
};
registerEnumType(VolumeStatusEnum, {
  name: 'VolumeStatus',
  description: 'How a volume is doing.',
  valuesConfig: {
    AVAILABLE: { description: 'It can be used.' },
    DEGRADED: { description: 'It can be used, but something behind it has failed.' },
    ERROR: { description: 'It has a fault.' },
    OFFLINE: { description: 'It cannot be used.' },
    UNKNOWN: unknown,
  },
});

/** How a controller is doing. */
export const ControllerStatusEnum = {
  NORMAL: 'NORMAL',
  DEGRADED: 'DEGRADED',
  FAULT: 'FAULT',
  OFFLINE: 'OFFLINE',
  UNKNOWN: 'UNKNOWN',
} as const;
export type ControllerStatus = keyof typeof ControllerStatusEnum;
export const ControllerStatusWords: StatusWords<ControllerStatus> = {
  normal: 'NORMAL',
  degraded: 'DEGRADED',
  fault: 'FAULT',
  abnormal: 'FAULT',
  offline: 'OFFLINE',
};
registerEnumType(ControllerStatusEnum, {
  name: 'ControllerStatus',
  description: 'How a controller is doing.',
  valuesConfig: {
    NORMAL: { description: 'It works.' },
    DEGRADED: { description: 'It works, but not as well as it should.' },
    FAULT: { description: 'It has a fault.' },
    OFFLINE: { description: 'It does not work.' },
    UNKNOWN: unknown,
  },
});

/** How a file system is doing. */
export const FilesystemStatusEnum = { NORMAL: 'NORMAL', FAULTY: 'FAULTY', UNKNOWN: 'UNKNOWN' } as const;
export type FilesystemStatus = keyof typeof FilesystemStatusEnum;
export const FilesystemStatusWords: StatusWords<FilesystemStatus> = {
  normal: 'NORMAL',
  faulty: 'FAULTY',
  abnormal: 'FAULTY',
};
registerEnumType(FilesystemStatusEnum, {
  name: 'FilesystemStatus',
  description: 'How a file system is doing.',
  valuesConfig: {
    NORMAL: { description: 'It works.' },
    FAULTY: { description: 'It has a fault.' },
    UNKNOWN: unknown,
  },
});

/** Whether a host's initiator is logged in. */
export const InitiatorStatusEnum = { ONLINE: 'ONLINE', OFFLINE: 'OFFLINE', UNKNOWN: 'UNKNOWN' } as const;
export type InitiatorStatus = keyof typeof InitiatorStatusEnum;
export const InitiatorStatusWords: StatusWords<InitiatorStatus> = {
  online: 'ONLINE',
  normal: 'ONLINE',
  offline: 'OFFLINE',
};
registerEnumType(InitiatorStatusEnum, {
  name: 'InitiatorStatus',
  description: "Whether a host's initiator is logged in.",
  valuesConfig: {
    ONLINE: { description: 'It is logged in.' },
    OFFLINE: { description: 'It is not logged in.' },
    UNKNOWN: unknown,
  },
});

/** Whether a port is connected. */
export const ConnectionStatusEnum = {
  CONNECTED: 'CONNECTED',
  DISCONNECTED: 'DISCONNECTED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type ConnectionStatus = keyof typeof ConnectionStatusEnum;
export const ConnectionStatusWords: StatusWords<ConnectionStatus> = {
  connected: 'CONNECTED',
  disconnected: 'DISCONNECTED',
};
registerEnumType(ConnectionStatusEnum, {
  name: 'ConnectionStatus',
  description: 'Whether a port is connected.',
  valuesConfig: {
    CONNECTED: { description: 'There is a link.' },
    DISCONNECTED: { description: 'There is no link.' },
    UNKNOWN: unknown,
  },
});

/** How a port is doing. */
export const HealthStatusEnum = { NORMAL: 'NORMAL', ABNORMAL: 'ABNORMAL', UNKNOWN: 'UNKNOWN' } as const;
export type HealthStatus = keyof typeof HealthStatusEnum;
export const HealthStatusWords: StatusWords<HealthStatus> = { normal: 'NORMAL', abnormal: 'ABNORMAL' };
registerEnumType(HealthStatusEnum, {
  name: 'HealthStatus',
  description: 'How a port is doing.',
  valuesConfig: {
    NORMAL: { description: 'It works.' },
    ABNORMAL: { description: 'It has a fault.' },
    UNKNOWN: unknown,
  },
});
