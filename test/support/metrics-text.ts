/** Metrics as a scrape gave them. */
export interface ReadMetrics {
  /** Names of families, from their `# TYPE` lines. */
  readonly families: ReadonlyMap<string, string>;
  /** Names of samples, such as those of buckets. */
  readonly names: ReadonlySet<string>;
  /** The one sample with exactly these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** The sum of all samples with these labels among theirs; 0 without any. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
}

interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format of Prometheus. Throws at a line that is none, and at one that is told twice. */
export function readMetrics(text: string): ReadMetrics {
  const families = new Map<string, string>();
  const samples: ReadSample[] = [];
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) families.set(type[1] ?? '', type[2] ?? '');
    if (line === '' || line.startsWith('#')) continue;
    const read = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!read || Number.isNaN(Number(read[3]?.replace('Nan', '0').replace('+Inf', 'Infinity'))))
      throw new Error(`This is no sample: ${line}`);
    const [, name = '', inner = '', value = ''] = read;
    if (seen.has(`${name}{${inner}}`)) throw new Error(`This is told twice: ${line}`);
    seen.add(`${name}{${inner}}`);
    const labels = Object.fromEntries(
      [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', given = '']) => [key, given]),
    );
    samples.push({ name, labels, value: Number(value) });
  }
  const matching = (name: string, labels: Readonly<Record<string, string>>): ReadSample[] =>
    samples.filter(
      (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    );
  return {
    families,
    names: new Set(samples.map(({ name }) => name)),
    value: (name, labels = {}) =>
      matching(name, labels).find((one) => Object.keys(one.labels).length === Object.keys(labels).length)
        ?.value,
    sum: (name, labels = {}) => matching(name, labels).reduce((sum, { value }) => sum + value, 0),
  };
}
