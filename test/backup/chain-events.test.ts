import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { taskSource } from '../../subgraphs/core/services/task-source.js';
import type { CoreServices } from '../../subgraphs/core/services/core-services.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { WorkFixture, workDoing } from './work-fixture.js';

for (const engine of engines) {
  describe(`the events of a chain on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    let fixture: WorkFixture;
    before(async () => {
      house = await BackupHouse.open({ kind: engine, functions: workDoing({}) });
      fixture = await WorkFixture.on(house);
    });
    after(() => house.close());

    for (const by of ['workflow', 'about'] as const)
      it(`bring the next task on the subscription by ${by} that was opened for the first`, async () => {
        const vm = await fixture.machine();
        const cursor = await house.parts.tasks.cursorNow();
        const { workflow } = await fixture.export(vm);
        const { tasks, events } = house.parts;
        const wish = by === 'workflow' ? { workflow } : { about: { kind: 'VirtualMachine', id: vm } };
        const stream = await taskSource({ tasks, events } as unknown as CoreServices, openViewer, {
          ...wish,
          after: cursor,
        });

        const seen: string[] = [];
        for await (const { task } of stream) {
          const now = `${task?.type.split('.').at(-1)} ${task?.state}`;
          if (seen.at(-1) !== now) seen.push(now);
          if (now === 'store FINISHED') break;
        }

        assert.deepEqual(seen, [
          'export QUEUED',
          'export RUNNING',
          'export FINISHED',
          'store QUEUED',
          'store RUNNING',
          'store FINISHED',
        ]);
      });
  });
}
