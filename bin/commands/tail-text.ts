import { progressBar } from './progress-bar.js';

/** A task as `infragraph tail` shows it. */
export interface TailedTask {
  readonly guid: string;
  readonly type: string;
  readonly title: string;
  readonly state: string;
  readonly step: string | null;
  readonly progress: number;
  readonly rate: number | null;
  readonly unitsDone: number | string | null;
  readonly unitsTotal: number | string | null;
  readonly attempts: number;
  readonly error: { readonly message: string } | null;
}

/** An alert as `infragraph tail` shows it. */
export interface TailedAlert {
  readonly alertName: string;
  readonly severity: string;
  readonly location: string | null;
  readonly description: string | null;
  readonly storage: { readonly name: string | null } | null;
}

const barWidth = 24;
const graphemes = new Intl.Segmenter();
const ended = new Set(['FINISHED', 'FAILED', 'CANCELLED']);

/** Whether nothing more happens to the task. */
export function isOver({ state }: TailedTask): boolean {
  return ended.has(state);
}

/** One line of a task: when, where it stands, how far it is and what it is. */
export function taskLine(at: string, task: TailedTask): string {
  const { state, progress, title, type, step, error } = task;
  const details = [step, error?.message].filter((text) => text != null && text !== '');
  const rest = details.length > 0 ? `: ${details.join(', ')}` : '';
  return harmless(
    `${at} ${state.padEnd(9)} ${`${Math.floor(progress)} %`.padStart(5)} ${title} (${type})${rest}`,
  );
}

/** One line of an alert. */
export function alertLine(at: string, kind: string, alert: TailedAlert): string {
  const { alertName, severity, location, description, storage } = alert;
  const place = [storage?.name, location].filter((text) => text != null && text !== '').join(' ');
  const what = description == null || description === alertName ? alertName : `${alertName}: ${description}`;
  return harmless(
    `${at} ${kind.padEnd(8)} ${severity.padEnd(13)} ${place === '' ? '' : `${place}: `}${what}`,
  );
}

/** A task's bar in so many columns. */
export function taskBar(task: TailedTask, columns: number): string {
  const { progress, title, step, state, rate } = task;
  const bar = progressBar(progress / 100, barWidth);
  const pace = rate == null ? '' : ` ${rate.toFixed(1)}/s`;
  const where = state === 'QUEUED' ? 'waits' : (step ?? '');
  const text = `${bar} ${`${Math.floor(progress)} %`.padStart(5)}${pace} ${title}${where === '' ? '' : `: ${where}`}`;
  const characters = Array.from(graphemes.segment(harmless(text)), ({ segment }) => segment);
  return characters.slice(0, Math.max(10, columns - 1)).join('');
}

/** Titles come from others and must not move the cursor of somebody's terminal. */
function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
}
