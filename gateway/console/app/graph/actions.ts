/** What the console changes, each through the same mutation that any other client would use. */

export const cancelTaskMutation = /* GraphQL */ `
  mutation ConsoleCancelTask($input: CancelTaskInput!) {
    cancelTask(input: $input) {
      task {
        state
      }
    }
  }
`;

export const clearAlertMutation = /* GraphQL */ `
  mutation ConsoleClearAlert($input: ClearAlertInput!) {
    clearAlert(input: $input) {
      storageUuid
    }
  }
`;

export const backUpMutation = /* GraphQL */ `
  mutation ConsoleBackUp($input: ExportVirtualMachinesInput!) {
    exportVirtualMachines(input: $input) {
      tasks {
        guid
      }
    }
  }
`;

export const restoreMutation = /* GraphQL */ `
  mutation ConsoleRestore($input: RestoreBackupInput!) {
    restoreBackup(input: $input) {
      task {
        guid
      }
    }
  }
`;

export const syncStorageMutation = /* GraphQL */ `
  mutation ConsoleSyncStorage($input: SyncStorageInput!) {
    syncStorage(input: $input) {
      task {
        guid
      }
    }
  }
`;

export const startNodeMutation = /* GraphQL */ `
  mutation ConsoleStartNode($input: StartComputeNodeInput!) {
    startComputeNode(input: $input) {
      task {
        guid
      }
    }
  }
`;

export const stopNodeMutation = /* GraphQL */ `
  mutation ConsoleStopNode($input: StopComputeNodeInput!) {
    stopComputeNode(input: $input) {
      task {
        guid
      }
    }
  }
`;
