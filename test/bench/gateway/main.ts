import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSupergraph } from '../../../schema/compose.js';
import { untilSignal } from '../../../subgraphs/kernel/server/lifecycle.js';
import { findProgram } from '../../support/debian-programs.js';
import { readGatewayArguments, usage, type GatewayBenchArguments } from './arguments.js';
import { agreement, Cell } from './cell.js';
import { reference, worldFiles, type PlacedSubgraph } from './contender.js';
import { FarSide } from './far-side-process.js';
import { chosenCores } from './pinned.js';
import {
  gatewayTable,
  memoryTable,
  reportMemory,
  reportShape,
  type CellReport,
  type MemoryReport,
} from './report.js';
import { installRivals, versionsOf } from './rivals.js';
import { startContender, type RunningContender } from './running-contender.js';
import { bodiesOf, type Shape } from './shapes.js';
import { subgraphNames, worldSdl } from './world/sdl.js';

const latencyMs = 250;
const longestWarmUpMs = 3000;
/** A slice is no shorter, so that it holds some answers of the slowest. */
const shortestSliceMs = 100;

/** `infragraph bench gateway`: compares, prints the tables and ends. Returns the exit code: 0 measured, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  let wanted: GatewayBenchArguments | undefined;
  try {
    wanted = readGatewayArguments(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return 2;
  }
  if (!wanted) {
    console.log(usage);
    return 0;
  }
  try {
    await compare(wanted);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function compare(wanted: GatewayBenchArguments): Promise<void> {
  if (
    process.platform !== 'linux' ||
    findProgram({ name: 'taskset', packageName: 'util-linux' }) === undefined
  )
    throw new Error('Gateways are compared on Linux alone, with the program taskset of util-linux on PATH.');
  await installRivals(wanted.contenders);
  const ends: (() => Promise<unknown>)[] = [];
  const stopped = untilSignal().then((signal) => {
    throw new Error(`Stopped by ${signal}.`);
  });
  try {
    await Promise.race([openAndMeasure(wanted, ends), stopped]);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function openAndMeasure(
  wanted: GatewayBenchArguments,
  ends: (() => Promise<unknown>)[],
): Promise<void> {
  const cores = chosenCores();
  const farSide = FarSide.start(cores.farSide);
  ends.push(() => farSide.close());
  const folder = await mkdtemp(join(tmpdir(), 'infragraph-bench-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  await writeWorld(folder, (await farSide.tell({ kind: 'open' }, 'opened')).url);
  const owner = { after: (end: () => Promise<void>) => void ends.push(end) };
  const running: RunningContender[] = [];
  for (const contender of wanted.contenders) {
    const started = await startContender(owner, contender, cores.gateway, folder);
    console.log(`${contender.title} runs as ${started.pid}`);
    running.push(started);
  }
  await measure(farSide, running, wanted);
}

/** Writes what every contender finds in its folder. */
async function writeWorld(folder: string, farSideUrl: string): Promise<void> {
  const subgraphs: PlacedSubgraph[] = subgraphNames.map((name) => ({
    name,
    url: `${farSideUrl}/${name}`,
    sdl: worldSdl[name],
  }));
  await writeFile(join(folder, worldFiles.supergraph), composeSupergraph(subgraphs));
  await writeFile(join(folder, worldFiles.subgraphs), JSON.stringify(subgraphs));
}

async function measure(
  farSide: FarSide,
  running: readonly RunningContender[],
  { shapes, seconds, rounds, connections, json }: GatewayBenchArguments,
): Promise<void> {
  const byShape: Cell[][] = [];
  for (const shape of shapes) byShape.push(await cellsOf(farSide, running, shape));
  const measured = byShape.map((cells) => cells.filter((cell) => agrees(cell, cells)));
  const all = measured.flat();
  const sliceMs = Math.max(shortestSliceMs, (seconds * 1000) / (all.length * rounds));
  console.log(`warming up ${all.length} pairs of gateway and shape`);
  for (const cell of all) await cell.warmUp(Math.min(longestWarmUpMs, sliceMs), connections);
  for (let round = 1; round <= rounds; round++) {
    console.log(`round ${round} of ${rounds}`);
    // One contender directly after the other, so that what else the machine does meets all alike.
    for (const cell of all) await cell.round(sliceMs, connections);
  }
  for (const cell of all) await cell.measureLatency(Math.min(latencyMs, sliceMs));
  const reports = byShape.flatMap((cells) => reportShape(cells, referenceOf(cells)));
  const memory = (byShape[0] ?? []).map((cell) => reportMemory(cell, versionsOf(cell.running.contender)));
  tell(reports, memory);
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ reports, memory }, undefined, 2)}\n`);
}

async function cellsOf(
  farSide: FarSide,
  running: readonly RunningContender[],
  shape: Shape,
): Promise<Cell[]> {
  const able = running.filter(({ contender }) => contender.shapes?.includes(shape.name) ?? true);
  const cells: Cell[] = [];
  for (const one of able) {
    const question = { kind: 'ask', url: one.url, bodies: bodiesOf(shape) } as const;
    // The second time, since what is done at the first alone is no part of an answer.
    await farSide.tell(question, 'asked');
    const { answers } = await farSide.tell(question, 'asked');
    cells.push(new Cell(farSide, one, shape, answers));
  }
  return cells;
}

function referenceOf(cells: readonly Cell[]): Cell {
  const found = cells.find(({ running }) => running.contender.name === reference);
  if (!found) throw new Error(`Nothing can be compared without ${reference}.`);
  return found;
}

/** Whether it may be measured; what answers otherwise than the reference is told and left out. */
function agrees(cell: Cell, cells: readonly Cell[]): boolean {
  const [first] = cell.answers;
  if (agreement(cell.answers, referenceOf(cells).answers) !== 'differs') return true;
  console.log(
    `${cell.running.contender.title} answers "${cell.shape.title}" otherwise: ${first?.status} ${first?.text.slice(0, 200)}`,
  );
  return false;
}

function tell(reports: readonly CellReport[], memory: readonly MemoryReport[]): void {
  const alone = reports.filter(({ sharing }) => !sharing);
  const shared = reports.filter(({ sharing }) => sharing);
  const tables = [
    gatewayTable(alone),
    ...(shared.length > 0
      ? [`Sharing the answer of identical operations in flight:\n${gatewayTable(shared)}`]
      : []),
    memoryTable(memory),
  ];
  console.log(`\n${tables.join('\n\n')}\n\nMedian of the rounds (least-greatest).`);
}
