/** A change to be logged with the transaction that makes it. */
export interface NewEvent {
  /** Subgraph whose log it belongs to. */
  readonly subgraph: string;
  /** What happened, such as `node.changed`; a kind that ends in `.progress` may be coalesced. */
  readonly kind: string;
  /** Key of the thing it happened to. */
  readonly subject: string;
  /** Tenant it is shown to; null means administrators and open mode only. */
  readonly tenantId: string | null;
  /** State of the thing after the change, as the subscription shows it. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A logged change. */
export interface LoggedEvent extends NewEvent {
  /** Place in the subgraph's log, increasing by one in the order of the commits. */
  readonly seq: number;
  readonly at: Date;
}

/** Whether a later event of the same subject may replace this one for a slow reader. */
export function isProgress(event: NewEvent): boolean {
  return event.kind.endsWith('.progress');
}
