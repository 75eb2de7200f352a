import { laidOut, spread, type Spread } from '../report.js';
import { agreement, type Agreement, type Cell } from './cell.js';
import { reference } from './contender.js';
import { residentMegabytes } from './pinned.js';

/** How one gateway did at one shape. */
export interface CellReport {
  readonly shape: string;
  readonly gateway: string;
  readonly sharing: boolean;
  /** What it asked of the subgraphs for one answer. */
  readonly subgraphRequests: number;
  /** Length of the answer to the first request, in bytes. */
  readonly bytes: number;
  /** Beside the reference's answers. */
  readonly answer: Agreement;
  /** What it answered instead, when that differs. */
  readonly instead?: string;
  /** Requests per second of its processor time; null when it was not measured, as its answers differ. */
  readonly rate: Spread | null;
  /** Its rate as a multiple of the reference's, compared round by round. */
  readonly toReference: Spread | null;
  /** Median over one connection, in ms. */
  readonly latencyMs: number | null;
}

/** Memory of a gateway after all rounds. */
export interface MemoryReport {
  readonly gateway: string;
  readonly versions: string;
  readonly megabytes: number;
}

/** Reports of the cells of one shape; `compared` is the reference's. */
export function reportShape(cells: readonly Cell[], compared: Cell): CellReport[] {
  return cells.map((cell) => {
    const { contender } = cell.running;
    const [first] = cell.answers;
    const answer = agreement(cell.answers, compared.answers);
    const measured = cell.rates.length > 0;
    return {
      shape: cell.shape.title,
      gateway: contender.title,
      sharing: contender.sharing ?? false,
      subgraphRequests: first?.subgraphRequests ?? 0,
      bytes: Buffer.byteLength(first?.text ?? ''),
      answer,
      ...(answer === 'differs' && { instead: `${first?.status} ${first?.text.slice(0, 300)}` }),
      rate: measured ? spread(cell.rates) : null,
      toReference: measured
        ? spread(cell.rates.map((rate, i) => rate / (compared.rates[i] ?? Number.NaN)))
        : null,
      latencyMs: measured ? cell.latency : null,
    };
  });
}

/** The reports as text: one line per gateway and shape. */
export function gatewayTable(reports: readonly CellReport[]): string {
  const head = [
    'shape',
    'gateway',
    'fetches',
    'bytes',
    'answer',
    'per CPU second',
    `of ${reference}'s`,
    'p50 ms',
  ];
  const rows = reports.map((one) => [
    one.shape,
    one.gateway,
    String(one.subgraphRequests),
    one.bytes.toLocaleString('en'),
    one.answer,
    one.rate ? one.rate.median.toFixed(0) : '-',
    one.toReference ? times(one.toReference) : '-',
    one.latencyMs === null ? '-' : one.latencyMs.toFixed(2),
  ]);
  return laidOut(head, rows);
}

/** Memory as text. */
export function memoryTable(reports: readonly MemoryReport[]): string {
  const rows = reports.map(({ gateway, versions, megabytes }) => [gateway, versions, megabytes.toFixed(0)]);
  return laidOut(['gateway', 'versions', 'MB'], rows);
}

/** Memory of the gateway of a cell now. */
export function reportMemory({ running }: Cell, versions: string): MemoryReport {
  return { gateway: running.contender.title, versions, megabytes: residentMegabytes(running.pid) };
}

function times({ median, least, greatest }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}-${greatest.toFixed(2)})`;
}
