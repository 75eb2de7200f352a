/** A range of time, both ends included, in milliseconds since 1970; an end that is absent is open. */
export interface TimeRange {
  readonly beginTime?: number | undefined;
  readonly endTime?: number | undefined;
}

/** An alert as a driver tells it (section 5.14 of the Delfin contract); words outside its lists are kept as they are. */
export interface DeviceAlert {
  /** Kind of alert, as the array numbers it. */
  readonly alertId: string;
  readonly alertName?: string | null;
  readonly severity?: string | null;
  readonly category?: string | null;
  readonly type?: string | null;
  /** The one instance; clears it. A text or a whole number, shown as it is. */
  readonly sequenceNumber?: string | number | null;
  /** When it occurred, in milliseconds since 1970. */
  readonly occurTime?: number | null;
  readonly description?: string | null;
  readonly recoveryAdvice?: string | null;
  /** "Storage" unless given. */
  readonly resourceType?: string | null;
  readonly location?: string | null;
  /** The same for the trap and the listed form of one condition: 32 hexadecimal digits. */
  readonly matchKey?: string | null;
  /** Automatic or Manual. */
  readonly clearCategory?: string | null;
}

/** A trap as a driver gets it: dotted OIDs and what section 11.3 adds, all as text. */
export type TrapFields = Readonly<Record<string, string>>;

/** An alert made of a trap. */
export interface TrapAlert extends DeviceAlert {
  /** Given when the alert is another array's that sends through the same address. */
  readonly serialNumber?: string;
  readonly storageName?: string;
}
