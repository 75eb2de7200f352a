/** What the API shows of any other object: who it is. */
export const named = '{ guid name }';

/** What it shows of a machine that something is about. */
export const machineParts = '{ guid name uuid present }';

/** A backup as far as its name goes. */
export const backupParts = '{ guid vmName snapshotTime }';

/** Who asked for something. */
export const originParts = 'originType originGuid originName';
