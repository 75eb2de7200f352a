import type { BackupParts } from './parts.js';
export async function fireDue(_parts: BackupParts, _guids?: readonly string[]): Promise<void> {}
