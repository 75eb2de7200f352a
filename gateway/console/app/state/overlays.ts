import { signal } from '@preact/signals';

/** A thing that can be looked at: its type in the graph and its global id. */
export interface Thing {
  readonly typename: string;
  readonly id: string;
}

/** What a person is asked before something is done. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly verb: string;
  /** To be typed before it can be done, where data can be lost. */
  readonly typed?: string;
  readonly act: () => Promise<void>;
}

export const openThing = signal<Thing | undefined>(undefined);
export const openQuestion = signal<Question | undefined>(undefined);

/** What is restored or started through a form. */
export const openForm = signal<
  | { readonly kind: 'restore'; readonly guid: string; readonly name: string }
  | { readonly kind: 'start' }
  | undefined
>(undefined);

/** A sentence on what has just been done or has failed. */
export interface Notice {
  readonly number: number;
  readonly text: string;
  readonly failed: boolean;
}

export const notices = signal<readonly Notice[]>([]);

const shownMs = 6000;
let count = 0;

/** Tells it for a while. */
export function tell(text: string, failed = false): void {
  const number = ++count;
  notices.value = [...notices.value.slice(-2), { number, text, failed }];
  setTimeout(() => {
    notices.value = notices.value.filter((notice) => notice.number !== number);
  }, shownMs);
}
