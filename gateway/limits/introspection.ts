import { hasRole, type Role, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';

/** Who may read the schema: everybody, nobody, or who has a role. The local user of an open server has every role. */
export type SchemaReaders = boolean | Role;

/** Whether somebody may read the schema, in an operation, as a file or in the IDE. */
export function mayReadSchema(readers: SchemaReaders, viewer: Viewer): boolean {
  return typeof readers === 'boolean' ? readers : hasRole(viewer, readers);
}
