/** Things of storage arrays with what stands on them. */
export const storageCards = {
  Storage: /* GraphQL */ `
    query StorageCard($id: ID!) {
      node(id: $id) {
        ... on Storage {
          id
          name
          uuid
          vendor
          model
          serialNumber
          statusKind
          reachable
          lastError
          syncStatus
          syncedAt
          totalCapacity
          usedCapacity
          openAlerts(first: 10) {
            __typename
            id
            alertName
            severityKind
            firstAt
          }
          storagePools(first: 20) {
            nodes {
              __typename
              id
              name
              totalCapacity
              usedCapacity
            }
          }
          storageHosts(first: 20) {
            nodes {
              __typename
              id
              name
              ipAddress
              computeNode {
                __typename
                id
                name
                state
              }
            }
          }
          volumes(first: 20) {
            nodes {
              __typename
              id
              name
              totalCapacity
              statusKind
            }
          }
        }
      }
    }
  `,
  StoragePool: /* GraphQL */ `
    query StoragePoolCard($id: ID!) {
      node(id: $id) {
        ... on StoragePool {
          id
          name
          nativeId
          statusKind
          storageType
          totalCapacity
          usedCapacity
          storage {
            __typename
            id
            name
            statusKind
          }
          volumes {
            __typename
            id
            name
            totalCapacity
          }
          disks {
            __typename
            id
            name
            healthScore
            statusKind
          }
        }
      }
    }
  `,
  Volume: /* GraphQL */ `
    query VolumeCard($id: ID!) {
      node(id: $id) {
        ... on Volume {
          id
          name
          nativeId
          wwn
          statusKind
          totalCapacity
          usedCapacity
          storage {
            __typename
            id
            name
            statusKind
          }
          pool {
            __typename
            id
            name
          }
          hosts {
            __typename
            id
            name
            computeNode {
              __typename
              id
              name
              virtualMachine {
                __typename
                id
                name
                protection
              }
            }
          }
        }
      }
    }
  `,
  StorageHost: /* GraphQL */ `
    query StorageHostCard($id: ID!) {
      node(id: $id) {
        ... on StorageHost {
          id
          name
          nativeId
          ipAddress
          osType
          statusKind
          storage {
            __typename
            id
            name
            statusKind
          }
          computeNode {
            __typename
            id
            name
            state
            virtualMachine {
              __typename
              id
              name
              protection
              lastBackupAt
            }
          }
          volumes {
            __typename
            id
            name
            totalCapacity
          }
        }
      }
    }
  `,
  Disk: /* GraphQL */ `
    query DiskCard($id: ID!) {
      node(id: $id) {
        ... on Disk {
          id
          name
          nativeId
          physicalType
          manufacturer
          model
          serialNumber
          statusKind
          healthScore
          capacity
          storage {
            __typename
            id
            name
          }
        }
      }
    }
  `,
  Alert: /* GraphQL */ `
    query AlertCard($id: ID!) {
      node(id: $id) {
        ... on Alert {
          id
          alertName
          severityKind
          state
          category
          description
          recoveryAdvice
          location
          resourceType
          occurrences
          firstAt
          lastAt
          clearedAt
          storage {
            __typename
            id
            name
            storageHosts(first: 20) {
              nodes {
                computeNode {
                  __typename
                  id
                  name
                }
              }
            }
          }
        }
      }
    }
  `,
} as const;
