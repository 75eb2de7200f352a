/** The tabs the IDE opens with for one who comes for the first time. */
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
];
