import type { Completed, CompletedVerb } from './completed-verb.js';

/** The completion script for bash 4 and newer; it needs no other package. */
export function bashCompletion(verbs: readonly CompletedVerb[]): string {
  return `# Completion of infragraph for bash. Made by "infragraph completion bash".
_infragraph() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb= place=-1 at options= words= option=
  # bash parts --option=value into three words.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    if [[ -z $verb ]]; then
      [[ \${COMP_WORDS[at]} == -* ]] || verb=\${COMP_WORDS[at]}
      continue
    fi
    case \${COMP_WORDS[at]} in
      --*) option=\${COMP_WORDS[at]} ;;
      =) ;;
      *) if [[ -n $option && " $(_infragraph_valued "$verb") " == *" $option "* ]]; then option=; else ((place++)); fi ;;
    esac
  done
  ((place++))
  COMPREPLY=()
  if [[ -z $verb ]]; then
    COMPREPLY=($(compgen -W '${[...verbs.map(({ name }) => name), 'help', '--help', '--version'].join(' ')}' -- "$cur"))
    return
  fi
  case "$verb $prev" in
${verbs.flatMap((verb) => valueCases(verb)).join('\n')}
  esac
  case $verb in
${verbs.map(verbCase).join('\n')}
  help) words='${verbs.map(({ name }) => name).join(' ')}' ;;
  esac
  if [[ $cur == -* ]]; then words=$options; elif [[ $words == / ]]; then COMPREPLY=($(compgen -f -- "$cur")); return; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
# Options of a verb that are followed by a value.
_infragraph_valued() {
  case $1 in
${verbs.map(({ name, options }) => `  ${name}) echo '${options.flatMap((one) => (one.value === undefined ? [] : `--${one.name}`)).join(' ')}' ;;`).join('\n')}
  esac
}
complete -F _infragraph infragraph
`;
}

function valueCases({ name, options }: CompletedVerb): string[] {
  return options.flatMap((option) =>
    option.value === undefined ? [] : `  '${name} --${option.name}') ${reply(option.value)}; return ;;`,
  );
}

function reply(value: Completed): string {
  if (value === 'any') return ':';
  return value === 'file'
    ? 'COMPREPLY=($(compgen -f -- "$cur"))'
    : `COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$cur"))`;
}

/** A file is asked for by a slash, which no word of ours is. */
function verbCase({ name, places, options }: CompletedVerb): string {
  const named = options.map((option) => `--${option.name}`);
  const words = places.map((place, i) => {
    const pattern = i === places.length - 1 ? '*' : String(i);
    return `${pattern}) words='${place === 'file' ? '/' : place === 'any' ? '' : place.join(' ')}' ;;`;
  });
  const byPlace = words.length === 0 ? '' : ` case $place in ${words.join(' ')} esac ;`;
  return `  ${name})${byPlace} options='${[...named, '--help'].join(' ')}' ;;`;
}
