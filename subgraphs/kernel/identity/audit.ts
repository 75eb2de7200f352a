import type { Store } from '../database/store.js';
import { AuditEntry } from './audit-entry.js';
import type { Viewer } from './viewer.js';

/** Something done, to be kept for good. */
export interface NewAuditEntry {
  readonly viewer: Viewer;
  /** Subgraph and mutation, such as `core.createAccount`. */
  readonly action: string;
  /** What it was done to, when that is one thing; never an input's text. */
  readonly target?: string | null;
  /** `OK` or an error code. */
  readonly result: string;
  readonly requestId: string;
  readonly address?: string | null;
}

/** The audit trail (reliability.md S17). */
export class Audit {
  constructor(
    private readonly store: Store,
    private readonly now: () => Date,
  ) {}

  /** Adds an entry; entries are never changed or removed. */
  async record(entry: NewAuditEntry): Promise<void> {
    const { viewer } = entry;
    await this.store.transaction((tx) =>
      tx.em.insert(AuditEntry, {
        at: this.now(),
        accountId: viewer.accountId,
        who: viewer.userId,
        tenantId: viewer.tenantId,
        action: entry.action,
        target: entry.target ?? null,
        result: entry.result,
        requestId: entry.requestId,
        address: entry.address ?? null,
      }),
    );
  }
}
