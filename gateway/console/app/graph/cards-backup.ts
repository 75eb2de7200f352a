/** Virtual machines, their backups and what makes them, and the records that clients keep of their own. */
export const backupCards = {
  VirtualMachine: /* GraphQL */ `
    query VirtualMachineCard($id: ID!) {
      node(id: $id) {
        ... on VirtualMachine {
          id
          name
          guid
          uuid
          tenantId
          addresses
          protection
          whyNotProtected
          restorable
          nextBackupAt
          backupCount
          policy {
            __typename
            id
            name
          }
          manager {
            __typename
            id
            name
          }
          computeNode {
            __typename
            id
            name
            state
            volumes {
              __typename
              id
              name
              totalCapacity
              storage {
                __typename
                id
                name
              }
            }
          }
          runningTasks {
            __typename
            id
            title
            state
          }
          backups(first: 5, orderBy: { field: SNAPSHOT_TIME, direction: DESC }) {
            nodes {
              __typename
              id
              snapshotTime
              type
              status
              size
            }
          }
          backupRecords(first: 5) {
            nodes {
              __typename
              id
              backupId
              takenAt
            }
          }
        }
      }
    }
  `,
  Backup: /* GraphQL */ `
    query BackupCard($id: ID!) {
      node(id: $id) {
        ... on Backup {
          id
          vmName
          guid
          type
          status
          statusInfo
          size
          snapshotTime
          backupTime
          virtualMachine {
            __typename
            id
            name
            protection
          }
          destination {
            __typename
            id
            name
          }
          rule {
            name
            policy {
              __typename
              id
              name
            }
          }
          parent {
            __typename
            id
            snapshotTime
            type
          }
        }
      }
    }
  `,
  Policy: /* GraphQL */ `
    query PolicyCard($id: ID!) {
      node(id: $id) {
        ... on Policy {
          id
          name
          guid
          active
          priority
          vmCount
          averageBackupSize
          rules {
            name
            retentionVersions
            schedules {
              __typename
              id
              name
              nextRuns(first: 1)
            }
          }
          destinations {
            destination {
              __typename
              id
              name
            }
          }
          virtualMachines {
            __typename
            id
            name
            protection
          }
        }
      }
    }
  `,
  Schedule: /* GraphQL */ `
    query ScheduleCard($id: ID!) {
      node(id: $id) {
        ... on Schedule {
          id
          name
          guid
          active
          backupType
          executionType
          lastRun
          nextRuns(first: 3)
          policies {
            __typename
            id
            name
          }
        }
      }
    }
  `,
  BackupDestination: /* GraphQL */ `
    query BackupDestinationCard($id: ID!) {
      node(id: $id) {
        ... on BackupDestination {
          id
          name
          guid
          type
          description
          isDefault
          fault
          totalUsedSpace
          totalAvailableSpace
          checkedAt
        }
      }
    }
  `,
  HypervisorManager: /* GraphQL */ `
    query HypervisorManagerCard($id: ID!) {
      node(id: $id) {
        ... on HypervisorManager {
          id
          name
          guid
          driver
          type
          url
          lastSyncAt
          lastSyncError
          syncTask {
            __typename
            id
            title
            state
          }
        }
      }
    }
  `,
  BackupRecord: /* GraphQL */ `
    query BackupRecordCard($id: ID!) {
      node(id: $id) {
        ... on BackupRecord {
          id
          backupId
          backupName
          container
          hostName
          status
          level
          takenAt
          client {
            __typename
            id
            clientId
          }
          computeNode {
            __typename
            id
            name
            state
          }
          virtualMachine {
            __typename
            id
            name
            protection
          }
        }
      }
    }
  `,
  BackupClient: /* GraphQL */ `
    query BackupClientCard($id: ID!) {
      node(id: $id) {
        ... on BackupClient {
          id
          clientId
          hostName
          description
          updatedAt
          computeNode {
            __typename
            id
            name
            state
          }
          virtualMachine {
            __typename
            id
            name
            protection
          }
          records(first: 10) {
            nodes {
              __typename
              id
              backupId
              takenAt
              level
            }
          }
        }
      }
    }
  `,
} as const;
