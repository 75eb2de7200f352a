/** Clouds and their machines, and the tasks of all subgraphs. */
export const computeCards = {
  Cloud: /* GraphQL */ `
    query CloudCard($id: ID!) {
      node(id: $id) {
        ... on Cloud {
          id
          name
          providerName
          host
          reachable
          lastError
          refreshedAt
          nodes(first: 30) {
            nodes {
              __typename
              id
              name
              state
            }
          }
        }
      }
    }
  `,
  ComputeNode: /* GraphQL */ `
    query ComputeNodeCard($id: ID!) {
      node(id: $id) {
        ... on ComputeNode {
          id
          name
          nativeId
          uuid
          state
          publicIps
          privateIps
          changedAt
          cloud {
            __typename
            id
            name
          }
          assignment {
            user
            recipe
            status
          }
          virtualMachine {
            __typename
            id
            name
            protection
            lastBackupAt
            policy {
              __typename
              id
              name
            }
          }
          storageHosts {
            __typename
            id
            name
            storage {
              __typename
              id
              name
            }
          }
          volumes {
            __typename
            id
            name
            totalCapacity
            pool {
              __typename
              id
              name
            }
          }
          backupRecords(first: 5) {
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
  Task: /* GraphQL */ `
    query TaskCard($id: ID!) {
      node(id: $id) {
        ... on Task {
          id
          title
          guid
          type
          state
          step
          progress
          attempts
          origin
          requestedBy
          createdAt
          startedAt
          finishedAt
          error {
            code
            message
          }
          parent {
            __typename
            id
            title
            state
          }
          virtualMachine {
            __typename
            id
            name
            protection
          }
          backup {
            __typename
            id
            status
            size
          }
          computeNode {
            __typename
            id
            name
            state
          }
          storage {
            __typename
            id
            name
            statusKind
          }
          policy {
            __typename
            id
            name
          }
          schedule {
            __typename
            id
            name
          }
        }
      }
    }
  `,
} as const;
