import { signal } from '@preact/signals';

/** Who looks at the console, as the graph tells. */
export interface Viewer {
  readonly kind: 'OPEN' | 'ACCOUNT' | 'TOKEN' | 'DIALECT' | 'ANONYMOUS';
  readonly name: string | null;
  readonly tenantId: string | null;
  readonly role: 'VIEWER' | 'OPERATOR' | 'ADMIN' | null;
}

/** Bearer token of the session. It lives in this page alone: a reload asks for the password again. */
export const token = signal<string | undefined>(undefined);

/** Undefined until the graph has told. */
export const viewer = signal<Viewer | undefined>(undefined);

/** Whether the viewer may change things. */
export const mayChange = (): boolean => viewer.value?.role === 'OPERATOR' || viewer.value?.role === 'ADMIN';

/** Whether the graph shows this viewer anything at all. */
export const mayRead = (): boolean => viewer.value !== undefined && viewer.value.kind !== 'ANONYMOUS';

/** The session is over, by the viewer's wish or the server's. The page begins anew, so that nothing stays to be seen. */
export function endSession(): void {
  location.reload();
}
