import type { Task } from '../../subgraphs/kernel/tasks/task.js';
import type { BackupHouse } from './backup-house.js';

/** Registers a simulated manager and waits until its inventory is read; its GUID. */
export async function addManager(house: BackupHouse, settings: object = {}, name = 'fleet'): Promise<string> {
  const { done } = await house.data<{ done: { manager: { guid: string }; task: { guid: string } } }>(
    `mutation ($input: CreateHypervisorManagerInput!) {
      done: createHypervisorManager(input: $input) { manager { guid } task { guid } } }`,
    { input: { name, driver: 'simulated', url: 'simulated://fleet', settings, syncInterval: 0 } },
  );
  await house.kernel.ended(done.task.guid, 60_000);
  return done.manager.guid;
}

/** Changes the settings of a manager. */
export async function changeManager(house: BackupHouse, guid: string, settings: object): Promise<void> {
  await house.data(
    `mutation ($input: UpdateHypervisorManagerInput!) { updateHypervisorManager(input: $input) { manager { guid } } }`,
    { input: { guid, settings } },
  );
}

/** Reads the inventory of a manager again, to the end. */
export async function readAgain(house: BackupHouse, guid: string): Promise<Task> {
  const { syncInventory } = await house.data<{ syncInventory: { tasks: { guid: string }[] } }>(
    `mutation { syncInventory(input: { managers: ["${guid}"] }) { tasks { guid } } }`,
  );
  return house.kernel.ended(syncInventory.tasks[0]!.guid, 60_000);
}
