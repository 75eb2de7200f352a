import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { RequestEnd } from '../../../subgraphs/kernel/subgraph/request-end.js';
import type { RowExecutor } from '../execute-row.js';
import { HeadedBody, StreamedList, type Dialect, type IdentifiedRequest } from '../route.js';

/** A value of a list's item: a name, or names below one another. */
type Path = readonly [string, ...string[]];

interface LegacyMetric {
  readonly name: string;
  readonly help: string;
  /** The list its samples are of. */
  readonly path: string;
  readonly labels: readonly LegacyLabel[];
}

/** A label, where its value stands, and what it is without one. */
interface LegacyLabel {
  readonly label: string;
  readonly at: Path;
  readonly missing: string;
  /** Makes the text of the whole item, where it is no value of its own. */
  readonly of?: (item: unknown) => string;
}

/** Who reads the lists: somebody who sees every tenant and changes nothing. */
const reader: Viewer = {
  ...anonymous,
  kind: 'dialect',
  userId: 'metrics',
  userName: 'metrics',
  role: 'viewer',
};

/** How long one list may take. */
const longestMs = 60_000;

const label = (name: string, at: Path = [name], missing = 'Unknown'): LegacyLabel => ({
  label: name,
  at,
  missing,
});
const named = (name: string): LegacyLabel => label(name, [name, 'name']);
const flag = (name: string, at: Path = [name]): LegacyLabel => label(name, at, 'False');

/** The metrics of the exporter people run beside vProtect, each a fact with the value 1 (vprotect.md, EXPORTER). */
const legacyMetrics: readonly LegacyMetric[] = [
  {
    name: 'vprotect_vm_info',
    help: 'Virtual machines and how they are backed up.',
    path: '/api/virtual-machines',
    labels: [
      label('vm_name', ['name']),
      label('guid'),
      label('restore_status', ['restoreStatus']),
      flag('present'),
      label('last_successful_full_backup_size', ['lastSuccessfulFullBackupSize'], '0'),
      {
        ...label('last_successful_full_backup', ['lastSuccessfulFullBackup', 'name']),
        of: (item) => textAt(item, ['lastSuccessfulFullBackup', 'name'])?.split(' - ').at(-1) ?? 'Unknown',
      },
      flag('backup_up_to_date', ['backupUpToDate']),
    ],
  },
  {
    name: 'vprotect_vm_schedule_info',
    help: 'Schedules of backups.',
    path: '/api/schedules',
    labels: [
      flag('active'),
      label('backupType', ['backupType', 'name'], '{}'),
      label('lastRun', ['lastRun'], 'Never'),
      label('name'),
      label('type', ['type', 'description'], '{}'),
    ],
  },
  {
    name: 'vprotect_task_info',
    help: 'Tasks and how far they are.',
    path: '/api/tasks',
    labels: [
      named('node'),
      label('guid'),
      label('originEntity', ['originEntity', 'type', 'name']),
      flag('powerOnAfterRestore'),
      label('priority'),
      label('progress'),
      named('state'),
      named('type'),
      label('windowStart', ['windowStart'], '0'),
      label('windowEnd', ['windowEnd'], '0'),
      { ...label('task_duration', ['windowEnd']), of: windowOf },
      named('backupDestination'),
      named('protectedEntity'),
      named('backupType'),
      named('hypervisor'),
    ],
  },
  {
    name: 'vm_backup_info',
    help: 'Policies of backups.',
    path: '/api/policies/vm-backup',
    labels: [
      label('active'),
      named('autoAssignMode'),
      label('backupRetryCount'),
      label('name'),
      label('priority'),
      label('ruleBackupDestinations', ['ruleBackupDestinations', '0', 'backupDestination', 'name']),
    ],
  },
  {
    name: 'vprotect_hypervisor_info',
    help: 'Hypervisors and their machines.',
    path: '/api/hypervisors',
    labels: [
      named('cluster'),
      label('guid'),
      label('host'),
      label('licenseCovered'),
      named('type'),
      label('user'),
      label('vmCount'),
    ],
  },
  {
    name: 'vprotect_node_info',
    help: 'Backup nodes and their staging space.',
    path: '/api/nodes',
    labels: [
      label('name'),
      label('guid'),
      label('lastSeen'),
      label('nodeIP'),
      label('totalSpace', ['stagingSpace', 'totalSpace']),
      label('usedSpace', ['stagingSpace', 'usedSpace']),
      named('state'),
      label('version'),
    ],
  },
];

/**
 * The text an exporter beside vProtect would give, read from the very rows that answer its lists. Facts with the same
 * labels are one, because Prometheus takes no line twice.
 */
export async function legacyMetricsText(dialect: Dialect, executor: RowExecutor): Promise<string> {
  let text = '';
  for (const { name, help, path, labels } of legacyMetrics) {
    const lines = new Set<string>();
    for await (const item of itemsOf(dialect, executor, path))
      lines.add(`${name}{${labels.map((one) => pairOf(one, item)).join(',')}} 1.0\n`);
    text += `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${[...lines].join('')}`;
  }
  return text;
}

async function* itemsOf(dialect: Dialect, executor: RowExecutor, path: string): AsyncGenerator<unknown> {
  const row = dialect.rows.find((one) => one.method === 'GET' && one.path === path);
  if (!row) throw new Error(`The dialect ${dialect.name} has no list at ${path}.`);
  const end = new RequestEnd();
  const overdue = setTimeout(
    () => end.end(new Fault('SUBGRAPH_TIMEOUT', `The list at ${path} took longer than ${longestMs} ms.`)),
    longestMs,
  );
  try {
    const body = await executor.run(dialect, row, requestFor(path), end);
    const answered = body instanceof HeadedBody ? body.body : body;
    if (answered instanceof StreamedList) for await (const items of answered.pages) yield* items;
    else if (Array.isArray(answered)) yield* answered as readonly unknown[];
    else throw new Error(`The list at ${path} is none.`);
  } finally {
    clearTimeout(overdue);
  }
}

function requestFor(path: string): IdentifiedRequest {
  return {
    method: 'GET',
    path,
    params: {},
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    origin: 'http://localhost',
    address: '127.0.0.1',
    requestId: crypto.randomUUID(),
    viewer: reader,
  };
}

function pairOf({ label: name, at, missing, of }: LegacyLabel, item: unknown): string {
  const text = of ? of(item) : (textAt(item, at) ?? missing);
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${name}="${escaped}"`;
}

/** A value as Python writes it, in which the exporter is written; undefined where there is none. */
function textAt(item: unknown, at: Path): string | undefined {
  let value = item;
  for (const name of at) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Milliseconds from the begin of a task's window to its end. */
function windowOf(task: unknown): string {
  const [start, end] = [Number(textAt(task, ['windowStart'])), Number(textAt(task, ['windowEnd']))];
  return start > 0 && end > 0 ? String(Math.trunc(end) - Math.trunc(start)) : 'Unknown';
}
