import type { Completed, CompletedVerb } from './completed-verb.js';

/** The completion script for fish 3 and newer. */
export function fishCompletion(verbs: readonly CompletedVerb[]): string {
  const lines = verbs.flatMap(({ name, summary, places, options }) => {
    const within = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    const words = places.flatMap((place) => (typeof place === 'string' ? [] : place));
    return [
      `complete -c infragraph -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(words.length > 0 ? [`complete -c infragraph ${within} -f -a ${quoted(words.join(' '))}`] : []),
      ...(places.includes('file') ? [`complete -c infragraph ${within} -F`] : []),
      ...options.map(
        ({ name: option, meaning, value }) =>
          `complete -c infragraph ${within} -l ${option}${valueOf(value)} -d ${quoted(meaning)}`,
      ),
    ];
  });
  return `# Completion of infragraph for fish. Made by "infragraph completion fish".
complete -c infragraph -f
${lines.join('\n')}
complete -c infragraph -n __fish_use_subcommand -f -a help -d 'Explain a verb.'
`;
}

function valueOf(value: Completed | undefined): string {
  if (value === undefined) return '';
  if (value === 'any') return ' -x';
  return value === 'file' ? ' -r -F' : ` -x -a ${quoted(value.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
