import { optionName } from './load.js';
import type { ConfigRow } from './row.js';

/** Rows under the heading they are documented with. */
export interface ConfigGroup {
  readonly title: string;
  readonly rows: readonly ConfigRow[];
}

/** The text of `.env.example`: every setting with its meaning, commented out at its default. */
export function envExample(groups: readonly ConfigGroup[]): string {
  const lines = [
    '# Every setting of Infragraph at its default. Generated from the declared rows; do not edit.',
  ];
  for (const group of groups) {
    lines.push('', `# ${group.title}`);
    for (const row of group.rows) lines.push(`# ${row.meaning}`, `#${row.key}=${shownDefault(row) ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The configuration table of the documentation, in Markdown. */
export function configTable(groups: readonly ConfigGroup[]): string {
  const lines = [
    '# Configuration',
    '',
    'Generated from the declared rows. An option on the command line wins over its environment variable.',
  ];
  for (const group of groups) {
    lines.push(
      '',
      `## ${group.title}`,
      '',
      '| variable | option | type | default | meaning |',
      '| --- | --- | --- | --- | --- |',
    );
    for (const row of group.rows) {
      const type = row.choices ? row.choices.map((c) => `\`${c}\``).join(' or ') : row.type;
      const shown = shownDefault(row);
      const meaning = row.secret ? `${row.meaning} Secret.` : row.meaning;
      lines.push(
        `| \`${row.key}\` | \`--${optionName(row)}\` | ${type} | ${shown === undefined ? '' : `\`${shown}\``} | ${meaning} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function shownDefault(row: ConfigRow): string | undefined {
  const value = row.default as string | number | boolean | readonly string[] | undefined;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (row.type === 'duration') return shownDuration(Number(value));
  return Array.isArray(value) ? value.join(',') : String(value);
}

function shownDuration(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ];
  const found = units.find(([, size]) => ms >= size && ms % size === 0);
  return found ? `${ms / found[1]}${found[0]}` : `${ms}ms`;
}
