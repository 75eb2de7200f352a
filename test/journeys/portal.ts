/** Something by its guid. */
export interface Named {
  readonly guid: string;
  readonly name: string;
}

/** A machine as a portal lists it. */
export interface PortalMachine extends Named {
  /** The platform's id. */
  readonly uuid: string;
  readonly present: boolean;
  /** Whether there is a backup to restore from. */
  readonly backedUp: boolean;
}

/** A machine on its own page. */
export interface PortalMachineDetail extends PortalMachine {
  /** Name of its backup policy. */
  readonly policy: string | null;
  /** Null while no active schedule covers it. */
  readonly upToDate: boolean | null;
}

/** A backup in the history of a machine. */
export interface PortalBackup {
  readonly guid: string;
  readonly status: string;
}

/** Work that was asked for: its first task. */
export interface PortalWork {
  readonly task: string;
  /** All that follows from it has the same. */
  readonly workflow: string;
  readonly type: string;
  readonly backup: string | null;
  /** Place in the events from which those of the work follow, where the way of asking tells one. */
  readonly cursor?: string;
}

/** A task as somebody who follows a request sees it at one moment. */
export interface SeenTask {
  readonly guid: string;
  readonly type: string;
  readonly state: string;
  readonly progress: number;
}

/** What a machine is to be backed up with. */
export interface ExportWish {
  readonly machine: string;
  readonly destination?: string;
  readonly priority?: number;
  /** Not before this instant, in ms since the epoch. */
  readonly notBefore?: number;
}

/** A place to keep backups in, a policy and the like, to be made by a portal. */
export interface ProtectionWish {
  readonly name: string;
  readonly machine: string;
  readonly destination: string;
}

/** Everything a portal does on a day, in the words of one API. */
export interface Portal {
  /** Signs in; everything after it is done by this account. */
  login(name: string, password: string): Promise<void>;
  machines(): Promise<readonly PortalMachine[]>;
  machine(guid: string): Promise<PortalMachineDetail>;
  destinations(): Promise<readonly Named[]>;
  /** Makes a policy of the machine with a rule of the same name that stores in the destination. */
  protect(wish: ProtectionWish): Promise<{ readonly policy: string; readonly rule: string }>;
  export(wish: ExportWish): Promise<PortalWork>;
  /**
   * Follows a request until a task of this type has finished; what was seen of its tasks, in order. Fails when one of
   * them fails.
   */
  follow(work: PortalWork, type: string): Promise<readonly SeenTask[]>;
  /** The state the task has then. */
  cancel(task: string, why: string): Promise<string>;
  history(machine: string): Promise<readonly PortalBackup[]>;
  /** The manager a backup is best restored to. */
  managerFor(backup: string): Promise<string>;
  restore(backup: string, manager: string, name: string): Promise<PortalWork>;
  /** Reads the inventory of a manager to its end. */
  readInventory(manager: string): Promise<void>;
  /** Makes a schedule that fires at this time of day (ms, UTC). */
  schedule(name: string, hour: number, rule: string): Promise<string>;
  /** The first work a schedule has begun, as soon as it has. */
  fired(schedule: string): Promise<PortalWork>;
  /** Begins to remove a backup. */
  deleteBackup(backup: string): Promise<PortalWork>;
  deleteSchedule(guid: string): Promise<void>;
  deletePolicy(guid: string): Promise<void>;
}
