import type { Tx } from '../../kernel/database/store.js';

/** What other parts of this subgraph do when a storage comes or goes; each part adds its own while the subgraph opens. */
export interface StorageHooks {
  /** After a registration is committed. What it throws is logged and changes nothing. */
  readonly registered: ((storageId: string) => Promise<void>)[];
  /** After a sync has found out that a storage that was imported can be measured; as above otherwise. */
  readonly measurable: ((storageId: string) => Promise<void>)[];
  /**
   * Removes the part's rows of a deleted storage, in a transaction of the task that deletes; may come again
   * after a crash. Timers and connections are better ended by the event `storage.removed`.
   */
  readonly removed: ((tx: Tx, storageId: string) => Promise<void>)[];
}
