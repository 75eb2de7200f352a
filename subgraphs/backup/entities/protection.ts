export { BackupProtectionEnum as ProtectionEnum, type BackupProtection as Protection } from './policy-words.js';
