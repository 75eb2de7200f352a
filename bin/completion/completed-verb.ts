/** What can follow an option or stand at a place: one of some words, a file, or anything. */
export type Completed = readonly string[] | 'file' | 'any';

/** An option of a verb. */
export interface CompletedOption {
  /** Without the dashes. */
  readonly name: string;
  /** One line. */
  readonly meaning: string;
  /** What its value is; undefined for one that takes none. */
  readonly value: Completed | undefined;
}

/** A verb as shells complete it. */
export interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  /** What stands at its places, the last one from there on. */
  readonly places: readonly Completed[];
  readonly options: readonly CompletedOption[];
}

/** The shells scripts are made for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
