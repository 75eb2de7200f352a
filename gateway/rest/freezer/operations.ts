import { operation } from '../route.js';

const record = 'backupId uuid userId userName tenantId status hostName timestamp level metadataText';
const client = 'userId tenantId metadataText';

/** A backup record as the operations below ask for it. */
export interface RecordData {
  readonly backupId: string;
  readonly uuid: string;
  readonly userId: string;
  readonly userName: string | null;
  readonly tenantId: string | null;
  readonly status: string;
  readonly hostName: string;
  readonly timestamp: number | string;
  readonly level: number;
  readonly metadataText: string;
}

/** A backup client as the operations below ask for it. */
export interface ClientData {
  readonly userId: string;
  readonly tenantId: string | null;
  readonly metadataText: string;
}

/** The operations the rows execute. */
export const operations = {
  listBackups:
    operation(`query FreezerBackups($filter: BackupRecordFilter, $first: Int, $offset: Int, $marker: String) {
    backupRecords(filter: $filter, first: $first, offset: $offset, marker: $marker) { nodes { ${record} } }
  }`),
  showBackup: operation(`query FreezerBackup($id: String!, $userId: String, $tenantId: String) {
    backupRecord(backupId: $id, userId: $userId, tenantId: $tenantId) { ${record} }
  }`),
  createBackup: operation(`mutation FreezerCreateBackup($input: CreateBackupRecordInput!) {
    createBackupRecord(input: $input) { record { backupId uuid } }
  }`),
  updateBackup: operation(`mutation FreezerUpdateBackup($input: ChangeBackupRecordInput!) {
    changed: updateBackupRecord(input: $input) { record { ${record} } }
  }`),
  replaceBackup: operation(`mutation FreezerReplaceBackup($input: ChangeBackupRecordInput!) {
    changed: replaceBackupRecord(input: $input) { record { ${record} } }
  }`),
  deleteBackup: operation(`mutation FreezerDeleteBackup($input: BackupRecordLocatorInput!) {
    deleteBackupRecord(input: $input) { deleted }
  }`),
  listClients:
    operation(`query FreezerClients($filter: BackupClientFilter, $first: Int, $offset: Int, $marker: String) {
    backupClients(filter: $filter, first: $first, offset: $offset, marker: $marker) { nodes { ${client} } }
  }`),
  showClient: operation(`query FreezerClient($id: String!, $userId: String, $tenantId: String) {
    backupClient(clientId: $id, userId: $userId, tenantId: $tenantId) { ${client} }
  }`),
  createClient: operation(`mutation FreezerCreateClient($input: CreateBackupClientInput!) {
    createBackupClient(input: $input) { client { clientId } }
  }`),
  updateClient: operation(`mutation FreezerUpdateClient($input: ChangeBackupClientInput!) {
    changed: updateBackupClient(input: $input) { client { ${client} } }
  }`),
  replaceClient: operation(`mutation FreezerReplaceClient($input: ChangeBackupClientInput!) {
    changed: replaceBackupClient(input: $input) { client { ${client} } }
  }`),
  deleteClient: operation(`mutation FreezerDeleteClient($input: BackupClientLocatorInput!) {
    deleteBackupClient(input: $input) { deleted }
  }`),
};
