import type { Completed, CompletedVerb } from './completed-verb.js';

/** The completion script for zsh: sourced, or a file _infragraph in a folder of fpath. */
export function zshCompletion(verbs: readonly CompletedVerb[]): string {
  return `#compdef infragraph
# Completion of infragraph for zsh. Made by "infragraph completion zsh".
_infragraph() {
  local -a verbs
  verbs=(
${verbs.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
    'help:Explain a verb.'
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${verbs.map(verbCase).join('\n')}
  help) _describe verb verbs ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _infragraph "$@"; else compdef _infragraph infragraph; fi
`;
}

function verbCase({ name, places, options }: CompletedVerb): string {
  const given = options.map(({ name: option, meaning, value }) => {
    const bare = meaning.replaceAll(/[[\]\\:]/g, '\\$&');
    return quoted(
      `--${option}${value === undefined ? '' : '='}[${bare}]${value === undefined ? '' : `:${option}:${action(value)}`}`,
    );
  });
  const standing = places.map((place, i) =>
    quoted(i === places.length - 1 ? `*:${name}:${action(place)}` : `${i + 1}:${name}:${action(place)}`),
  );
  return `  ${name})\n    _arguments \\\n      ${[...given, ...standing, quoted('--help[show the options]')].join(' \\\n      ')}\n    ;;`;
}

function action(value: Completed): string {
  if (value === 'any') return ' ';
  return value === 'file' ? '_files' : `(${value.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
