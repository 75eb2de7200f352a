import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { DeviceAlert } from '../../../subgraphs/storage/drivers/alerts.js';
import { AlertHouse } from './alert-house.js';

interface Event {
  readonly cursor: string;
  readonly kind: string;
  readonly alerts: readonly { readonly alertId: string }[];
}

const fault: DeviceAlert = { alertId: '0x1', category: 'Fault', severity: 'Major', location: 'bay 1' };
const eventFields = 'cursor kind alerts { alertId }';

suite('events of alerts', () => {
  let house: AlertHouse;

  before(async () => {
    house = await AlertHouse.open();
  });
  after(() => house.close());

  test('are subscribed to: what is open first, then each change, and on from a cursor', async () => {
    const { uuid } = await house.array('E-1');
    await house.report(uuid, fault);
    const events = await house.storage.subscribe(
      `subscription ($uuid: String) { alertEvents(storageUuid: $uuid) { ${eventFields} } }`,
      { uuid },
    );
    const next = async (): Promise<Event> => eventOf(await events.next());

    const snapshot = await next();
    await house.report(uuid, { ...fault, alertId: '0x2' });
    const opened = await next();
    await house.report(uuid, { ...fault, category: 'Recovery' });
    const cleared = await next();
    await events.return?.();
    const again = await house.storage.subscribe(
      `subscription ($uuid: String, $after: EventCursor) { alertEvents(storageUuid: $uuid, after: $after, severities: [MAJOR]) { ${eventFields} } }`,
      { uuid, after: opened.cursor },
    );
    const resumed = eventOf(await again.next());
    await again.return?.();

    assert.deepEqual(
      [snapshot, opened, cleared].map(({ kind: what, alerts }) => [
        what,
        alerts.map(({ alertId }) => alertId),
      ]),
      [
        ['SNAPSHOT', ['0x1']],
        ['OPENED', ['0x2']],
        ['CLEARED', ['0x1']],
      ],
    );
    assert.deepEqual(resumed, cleared);
  });

});

function eventOf(step: IteratorResult<unknown, unknown>): Event {
  const { data, errors } = step.value as { data?: { alertEvents: Event }; errors?: unknown };
  if (!data) throw new Error(JSON.stringify(errors));
  return JSON.parse(JSON.stringify(data.alertEvents)) as Event;
}
