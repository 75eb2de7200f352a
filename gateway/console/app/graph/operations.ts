/**
 * What the console asks of the public graph. Each document stays shallow and small, so that it is far within
 * the limits every client has. They are plain text, and a test holds each of them to the schema.
 */

export const viewerQuery = /* GraphQL */ `
  query ConsoleViewer {
    viewer {
      kind
      name
      tenantId
      role
    }
  }
`;

export const loginMutation = /* GraphQL */ `
  mutation ConsoleLogin($input: LoginInput!) {
    login(input: $input) {
      token
    }
  }
`;

export const logoutMutation = /* GraphQL */ `
  mutation ConsoleLogout {
    logout {
      loggedOut
    }
  }
`;

export const taskEvents = /* GraphQL */ `
  subscription ConsoleTasks($after: EventCursor) {
    taskEvents(after: $after) {
      cursor
      kind
      tasks {
        id
        guid
        type
        title
        state
        step
        progress
        rate
        unitsDone
        unitsTotal
        createdAt
        startedAt
        finishedAt
        error {
          message
        }
      }
    }
  }
`;

export const alertEvents = /* GraphQL */ `
  subscription ConsoleAlerts($after: EventCursor) {
    alertEvents(after: $after) {
      cursor
      kind
      alerts {
        id
        uuid
        state
        alertName
        severityKind
        location
        description
        occurrences
        firstAt
        sequenceNumber
        storageUuid
        storage {
          name
        }
      }
    }
  }
`;

export const storageEvents = /* GraphQL */ `
  subscription ConsoleStorages($after: EventCursor) {
    storageEvents(after: $after) {
      cursor
      kind
    }
  }
`;

export const overviewQuery = /* GraphQL */ `
  query ConsoleOverview($since: DateTime!) {
    protectionCounts {
      protected
      notProtected
      noSchedule
    }
    backupStatistics(from: $since) {
      successful
      failed
    }
    running: tasks(first: 0, filter: { states: [RUNNING] }) {
      totalCount
    }
    queued: tasks(first: 0, filter: { states: [QUEUED] }) {
      totalCount
    }
    failed: tasks(first: 0, filter: { states: [FAILED], createdAfter: $since }) {
      totalCount
    }
  }
`;

export const capacityQuery = /* GraphQL */ `
  query ConsoleCapacity {
    storages(first: 50, orderBy: [{ field: NAME, direction: ASC }]) {
      totalCount
      nodes {
        id
        uuid
        name
        vendor
        model
        statusKind
        syncStatus
        reachable
        totalCapacity
        usedCapacity
        storagePools(first: 8, orderBy: [{ field: NAME, direction: ASC }]) {
          totalCount
          nodes {
            id
            name
            totalCapacity
            usedCapacity
          }
        }
      }
    }
  }
`;

export const machinesQuery = /* GraphQL */ `
  query ConsoleMachines($after: String, $filter: VirtualMachineFilter) {
    virtualMachines(first: 25, after: $after, filter: $filter, orderBy: { field: NAME, direction: ASC }) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        guid
        name
        present
        protection
        whyNotProtected
        restorable
        lastBackupAt
        nextBackupAt
        policy {
          id
          name
        }
        lastBackup {
          status
          size
        }
        computeNode {
          id
          name
          nativeId
          state
          cloud {
            name
          }
        }
      }
    }
  }
`;

export const restorePointsQuery = /* GraphQL */ `
  query ConsoleRestorePoints($machine: ID!) {
    virtualMachine(guid: $machine) {
      name
      manager {
        guid
        name
      }
      backups(
        first: 20
        filter: { statuses: [SUCCESS, PARTIAL_SUCCESS] }
        orderBy: { field: SNAPSHOT_TIME, direction: DESC }
      ) {
        nodes {
          guid
          type
          size
          snapshotTime
        }
      }
    }
  }
`;

export const cloudsQuery = /* GraphQL */ `
  query ConsoleClouds {
    clouds {
      name
      images(first: 50) {
        nodes {
          nativeId
          name
        }
      }
      sizes(first: 50) {
        nodes {
          nativeId
          name
        }
      }
    }
  }
`;
