/** What the API shows of any other object: who it is. */
export const named = '{ guid name }';

/** A backup as far as its name goes. */
export const backupParts = '{ guid vmName snapshotTime }';

/** Who asked for something. */
export const originParts = 'originType originGuid originName';
