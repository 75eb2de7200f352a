import { bashCompletion } from '../completion/bash.js';
import { shells, type CompletedVerb } from '../completion/completed-verb.js';
import { fishCompletion } from '../completion/fish.js';
import { zshCompletion } from '../completion/zsh.js';

const scripts: Readonly<Record<(typeof shells)[number], (verbs: readonly CompletedVerb[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `infragraph completion SHELL`: prints the shell's completion script of these verbs. */
export function completion(shell: string, verbs: readonly CompletedVerb[]): number {
  const known = shells.find((one) => one === shell);
  if (!known) throw new Error(`There is no completion for ${shell}.`);
  process.stdout.write(scripts[known](verbs));
  return 0;
}
