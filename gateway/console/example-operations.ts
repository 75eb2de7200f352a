/** The tabs the IDE opens with for one who comes for the first time: one for each thing the graph is there for. */
export const exampleOperations: readonly string[] = [
  `# The machines of the default cloud
# with their backup records: Ctrl+Enter.
query MachinesWithBackups {
  cloud {
    name
    nodes(first: 20) {
      nodes {
        name
        state
        publicIps
        backupRecords(first: 5) {
          nodes {
            backupId
            level
            takenAt
          }
        }
      }
    }
  }
}
`,
  `# The machines as they are, then each change.
# To go on later: nodeEvents(after: "<cursor>").
subscription WatchMachines {
  nodeEvents {
    cursor
    kind
    at
    node {
      name
      state
    }
    nodes {
      name
      state
    }
  }
}
`,
  `# The answer comes at once;
# the machine's way is seen in WatchMachines.
mutation StartMachine {
  startComputeNode(
    input: { cloud: "default", name: "web-1", imageId: "1", sizeId: "1" }
  ) {
    node {
      name
      state
    }
    task {
      guid
      state
    }
    cursor
  }
}
`,
  `# What a machine stands on, and what is wrong
# there: machine, node, volumes, array, alerts.
query WhatMachinesStandOn {
  virtualMachines(first: 20) {
    nodes {
      name
      computeNode {
        name
        state
        volumes {
          name
          totalCapacity
          pool {
            name
            freeCapacity
          }
          storage {
            name
            statusKind
            openAlerts(first: 5) {
              alertName
              severityKind
              location
            }
          }
        }
      }
    }
  }
}
`,
  `# What does this fault hit, and is it protected?
query WhatFaultsHit {
  alerts(first: 10, filter: { states: [OPEN] }) {
    totalCount
    nodes {
      alertName
      severityKind
      firstAt
      storage {
        name
        volumes(first: 10) {
          nodes {
            name
            hosts {
              name
              computeNode {
                name
                virtualMachine {
                  name
                  lastBackup {
                    status
                    snapshotTime
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
`,
  `# Is everything of a tenant protected? Without
# a tenant: of all that you may see.
query WhatIsProtected($tenant: String) {
  protectionCounts {
    protected
    notProtected
    noSchedule
  }
  virtualMachines(first: 20, filter: { tenantId: $tenant }) {
    nodes {
      name
      protection
      whyNotProtected
      nextBackupAt
      policy {
        name
        rules {
          name
          schedules {
            name
            nextRuns(first: 3)
          }
        }
      }
      runningTasks {
        workType
        progress
        whyQueued
      }
    }
  }
}
`,
  `# From a backup's record to the machine it is of.
query WhereRecordsComeFrom {
  backupRecords(first: 20) {
    nodes {
      backupId
      takenAt
      client {
        clientId
        computeNode {
          name
          state
          virtualMachine {
            name
            restorable
          }
        }
      }
    }
  }
}
`,
  `# Arrays with what is in them, and how fresh it is.
query ArraysAtAGlance {
  storages(first: 10) {
    nodes {
      name
      vendor
      model
      statusKind
      syncStatus
      syncedAt
      totalCapacity
      freeCapacity
      storagePools(first: 5) {
        totalCount
        nodes {
          name
          usedCapacity
          totalCapacity
        }
      }
      volumes(first: 1) {
        totalCount
      }
      openAlerts(first: 5) {
        alertName
        severityKind
      }
    }
  }
}
`,
  `# Work of all systems, the newest first. A page
# goes on with after: "<endCursor>".
query WorkOfAllSystems($after: String) {
  tasks(first: 20, after: $after, orderBy: CREATED_AT_DESC) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      type
      state
      title
      progress
      step
      createdAt
      error {
        code
        message
      }
      computeNode {
        name
      }
      virtualMachine {
        name
      }
      storage {
        name
      }
    }
  }
}
`,
  `# Anything again by its global id: here a cloud
# and whatever else you name.
query AnythingAgain($ids: [ID!]! = ["Q2xvdWQ6ZGVmYXVsdA"]) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Cloud {
      name
      reachable
    }
    ... on ComputeNode {
      name
      state
    }
    ... on VirtualMachine {
      name
      protection
    }
    ... on Storage {
      array: name
      statusKind
    }
  }
}
`,
  `# Who you are here, and what you may do.
query WhoAmI {
  viewer {
    kind
    name
    role
    tenantId
    scopes
  }
}
`,
  `# An array without hardware; its inventory is
# read by a task, which WatchWork shows.
mutation RegisterArray {
  registerStorage(
    input: {
      vendor: "fake_storage"
      model: "fake_driver"
      rest: { host: "127.0.0.1", port: 8443, username: "monitor", password: "secret" }
      extraAttributes: { seed: "ide", delay: "0", volumes: "8", pools: "2" }
    }
  ) {
    storage {
      id
      name
    }
    task {
      guid
      state
    }
    cursor
  }
}
`,
  `# A hypervisor manager without hypervisors:
# its machines appear by themselves.
mutation ConnectMachines {
  createHypervisorManager(
    input: {
      name: "ide-lab"
      driver: "simulated"
      url: "simulated://ide-lab"
      settings: { machines: 2, diskSize: 1048576, filled: 65536 }
    }
  ) {
    manager {
      guid
      name
    }
  }
}
`,
  `# Every task as it goes. After a break:
# taskEvents(after: "<cursor>") misses nothing.
subscription WatchWork {
  taskEvents {
    cursor
    kind
    task {
      type
      state
      step
      progress
    }
    tasks {
      type
      state
      progress
    }
  }
}
`,
  `# Alerts of all arrays, as they are and as they come.
subscription WatchAlerts {
  alertEvents(severities: [FATAL, CRITICAL, MAJOR]) {
    cursor
    kind
    alert {
      alertName
      severityKind
      storage {
        name
      }
    }
    alerts {
      alertName
      severityKind
    }
  }
}
`,
  `# Backups of all machines, as they are made.
subscription WatchBackups {
  backupEvents {
    cursor
    kind
    status
    backup {
      vmName
      type
      size
    }
    backups {
      vmName
      status
    }
  }
}
`,
];
