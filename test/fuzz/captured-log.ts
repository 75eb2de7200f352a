import { openLog, type Log } from '../../subgraphs/kernel/log/log.js';

/** A log whose lines stay in the test. */
export interface CapturedLog {
  readonly log: Log;
  /** The lines of level `error` written since the last call. */
  takeErrors(): readonly string[];
}

/** Opens a log that keeps what it is told. */
export function captureLog(): CapturedLog {
  let errors: string[] = [];
  const destination = { write: (line: string): void => void errors.push(line.trim()) };
  return {
    log: openLog({ level: 'error', destination }),
    takeErrors: () => {
      const taken = errors;
      errors = [];
      return taken;
    },
  };
}
