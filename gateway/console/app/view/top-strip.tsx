import type { ComponentChildren, JSX } from 'preact';
import { openAlerts, severities } from '../state/alerts.js';
import { connection, type Connection } from '../state/connection.js';
import {
  capacity,
  machineFilter,
  machinePages,
  overview,
  wholeCapacity,
  type Protection,
} from '../state/house.js';
import { Bar, fullness } from './bar.js';
import { bytes, share, spoken } from './words.js';

/** The state of the house at a glance. */
export function TopStrip(): JSX.Element {
  return (
    <section class="strip" aria-label="At a glance">
      <Protected />
      <Success />
      <Work />
      <Faults />
      <Space />
      <Line />
    </section>
  );
}

function Protected(): JSX.Element {
  const counts = overview.data.value?.protectionCounts;
  const show = (protection: Protection): void => {
    machinePages.value = [];
    machineFilter.value = { text: '', protection };
    document.querySelector('#panel-machines')?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Tile name="Machines">
      <Figure value={counts?.protected} words="protected" tone="good" act={() => show('IS_PROTECTED')} />
      <Figure
        value={counts?.notProtected}
        words="not protected"
        tone="bad"
        act={() => show('NOT_PROTECTED')}
      />
      <Figure value={counts?.noSchedule} words="no schedule" tone="warn" act={() => show('NO_SCHEDULE')} />
    </Tile>
  );
}

function Success(): JSX.Element {
  const found = overview.data.value?.backupStatistics;
  const all = found ? found.successful + found.failed : 0;
  const percent = found && all > 0 ? Math.floor((found.successful / all) * 100) : undefined;
  return (
    <Tile name="Backups, 24 h">
      <Figure
        value={percent}
        unit=" %"
        words={all > 0 ? `of ${all} succeeded` : 'none ended yet'}
        tone={percent === undefined || percent >= 95 ? 'good' : percent >= 80 ? 'warn' : 'bad'}
      />
    </Tile>
  );
}

function Work(): JSX.Element {
  const found = overview.data.value;
  return (
    <Tile name="Tasks">
      <Figure value={found?.running?.totalCount} words="running" />
      <Figure value={found?.queued?.totalCount} words="queued" />
      <Figure value={found?.failed?.totalCount} words="failed, 24 h" tone="bad" />
    </Tile>
  );
}

function Faults(): JSX.Element {
  const alerts = openAlerts.value;
  const counts = severities
    .map((kind) => [kind, alerts?.filter(({ severityKind }) => severityKind === kind).length ?? 0] as const)
    .filter(([, count]) => count > 0);
  return (
    <Tile name="Open alerts">
      {counts.length === 0 ? <Figure value={alerts?.length} words="none" tone="good" /> : null}
      {counts.slice(0, 4).map(([kind, count]) => (
        <Figure key={kind} value={count} words={spoken(kind)} tone={toneOf(kind)} />
      ))}
    </Tile>
  );
}

function toneOf(kind: (typeof severities)[number]): Tone {
  if (kind === 'FATAL' || kind === 'CRITICAL') return 'bad';
  return kind === 'MAJOR' || kind === 'MINOR' || kind === 'WARNING' ? 'warn' : 'plain';
}

function Space(): JSX.Element {
  const { used, total } = wholeCapacity.value;
  const part = share(used, total);
  const known = capacity.data.value !== undefined;
  return (
    <Tile name="Capacity">
      <div class="space">
        <p class="number">
          <b>{known ? bytes(used) : '–'}</b> of {known ? bytes(total) : '–'}
        </p>
        <Bar part={part} label="Used of all storages" tone={fullness(part)} />
      </div>
    </Tile>
  );
}

const lines: Readonly<Record<Connection, string>> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  offline: 'offline',
};

function Line(): JSX.Element {
  return (
    <p class={`line ${connection.value}`} role="status" data-connection={connection.value}>
      <i aria-hidden="true" />
      {lines[connection.value]}
    </p>
  );
}

type Tone = 'plain' | 'good' | 'warn' | 'bad';

interface FigureProps {
  readonly value: number | undefined;
  readonly unit?: string;
  readonly words: string;
  readonly tone?: Tone;
  readonly act?: () => void;
}

/** A number with what it counts. One that counts something bad is coloured only when there is any. */
function Figure({ value, unit = '', words, tone = 'plain', act }: FigureProps): JSX.Element {
  const quiet = value === 0 && tone !== 'good';
  const inner = (
    <>
      <b class="number">{value === undefined ? '–' : `${value.toLocaleString('en')}${unit}`}</b> {words}
    </>
  );
  const tones = `figure ${quiet ? 'quiet' : tone}`;
  return act ? (
    <button type="button" class={tones} onClick={act}>
      {inner}
    </button>
  ) : (
    <p class={tones}>{inner}</p>
  );
}

function Tile({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="tile">
      <h2>{name}</h2>
      <div class="figures">{children}</div>
    </div>
  );
}
