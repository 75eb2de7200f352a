import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { startBrowser } from '../../support/browser.js';
import { chromiumMissing } from '../../support/prepare.js';
import { waitFor } from '../../support/wait-for.js';
import { openStage, type Play } from './stage.js';

const rows = 200;
const perSecond = 200;
const seconds = 20;
/** Others use this machine too: in one of so many stretches the page must keep up with an empty one. */
const stretches = 3;
const keptUp = 0.8;
const skip = chromiumMissing() ?? false;

const task = (i: number, done: number): Readonly<Record<string, unknown>> => ({
  id: `task-${i}`,
  guid: `guid-${i}`,
  type: 'backup.vm.export',
  title: `Export of machine-${i}`,
  state: 'RUNNING',
  progress: done / 10,
  rate: 1_000_000 + i,
  unitsDone: done * 1000,
  unitsTotal: 1_000_000,
  createdAt: new Date(1_800_000_000_000 + i).toISOString(),
  startedAt: new Date(1_800_000_000_000 + i).toISOString(),
});

/** What has been played so far. */
interface Played {
  changes: number;
  /** The last value of each task. */
  readonly values: Record<string, number>;
  ended: boolean;
}

/** All tasks at once as they are, then one change after the other at an even pace; who comes again goes on. */
async function* play(played: Played): Play {
  yield Array.from({ length: rows }, (_, i) => task(i, (played.values[`guid-${i}`] ?? 0) * 10));
  const begun = performance.now() - (played.changes * 1000) / perSecond;
  while (played.changes < perSecond * seconds) {
    const i = played.changes % rows;
    const done = Math.floor(played.changes / rows) * 50 + (i % 50) + 1;
    played.changes++;
    played.values[`guid-${i}`] = done / 10;
    yield [task(i, done)];
    const early = begun + (played.changes * 1000) / perSecond - performance.now();
    if (early > 1) await rest(early);
  }
  played.ended = true;
  await new Promise(() => undefined);
}

/** Counts the frames the page draws and the time of its tasks that are longer than the browser likes. */
const measure = `new Promise((resolve) => {
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  const begun = performance.now();
  let frames = 0;
  const frame = () => {
    frames++;
    if (performance.now() - begun < 3000) requestAnimationFrame(frame);
    else resolve({ perSecond: frames / ((performance.now() - begun) / 1000), longest: Math.max(0, ...long) });
  };
  requestAnimationFrame(frame);
})`;

/** What every row of the page says to a screen reader. */
const shownValues = `Object.fromEntries([...document.querySelectorAll('.task')].map((row) => [row.dataset.guid, Number(row.querySelector('.bar').ariaValueNow)]))`;

interface Measured {
  readonly perSecond: number;
  readonly longest: number;
}

describe(`the console with ${rows} tasks and ${perSecond} changes a second`, () => {
  it('draws nearly as often as an empty page does, and shows the last value of each', { skip }, async (t) => {
    const played: Played = { changes: 0, values: {}, ended: false };
    await using stage = await openStage(() => play(played));
    await using browser = await startBrowser();
    const page = await browser.open(stage.url, { width: 1440, height: 900, colorScheme: 'light' });
    await page
      .locator('.task')
      .nth(rows - 1)
      .waitFor();

    const empty = await browser.open('about:blank', { width: 1440, height: 900, colorScheme: 'light' });
    const ratios: number[] = [];
    while (ratios.length < stretches && !ratios.some((ratio) => ratio >= keptUp)) {
      const before = played.changes;
      const begun = performance.now();
      await page.bringToFront();
      const measured = (await page.evaluate(measure)) as Measured;
      const changes = (played.changes - before) / ((performance.now() - begun) / 1000);
      await empty.bringToFront();
      const idle = (await empty.evaluate(measure)) as Measured;
      ratios.push(measured.perSecond / idle.perSecond);
      t.diagnostic(
        `${measured.perSecond.toFixed(1)} frames a second with ${changes.toFixed(0)} changes a second, the longest task above 50 ms took ${measured.longest} ms; an empty page: ${idle.perSecond.toFixed(1)} frames`,
      );
    }
    await waitFor('the end of the play', () => played.ended, { withinMs: 60_000, everyMs: 100 });
    await waitFor(
      'the last values',
      async () => {
        assert.deepEqual(await page.evaluate(shownValues), played.values);
        return true;
      },
      { withinMs: 30_000, everyMs: 200 },
    );

    assert.ok(Math.max(...ratios) >= keptUp, ratios.join(' '));
    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreign, []);
  });
});
