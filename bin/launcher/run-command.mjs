import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { LaunchFailure } from './launch-failure.mjs';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @typedef {object} Outcome
 * @property {number} code the exit code, or 128 + the signal's number when a signal ended the command
 * @property {NodeJS.Signals | undefined} stoppedBy the signal that was sent to this process meanwhile and forwarded
 */

/**
 * Runs a command in the foreground and forwards the signals that would have ended this process.
 * A terminal's Ctrl-C reaches the command twice, once by its process group and once from here.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<Outcome>} rejects when the file cannot be started
 */
export function runCommand(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    /** @type {NodeJS.Signals | undefined} */
    let stoppedBy;
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      stoppedBy = signal;
      child.kill(signal);
    };
    const release = () => FORWARDED.forEach((signal) => process.off(signal, forward));
    FORWARDED.forEach((signal) => process.on(signal, forward));
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve({ code: code ?? signalCode(signal), stoppedBy });
    });
  });
}

/**
 * Runs one of the project's tools, a JavaScript file, under this very Node.
 *
 * @param {readonly string[]} argv the tool's file and its arguments
 * @param {Parameters<typeof runCommand>[2]} [options]
 * @returns {Promise<number>} the exit code; fails when a signal asked the launcher itself to stop
 */
export async function runTool(argv, options) {
  const { code, stoppedBy } = await runCommand(process.execPath, argv, options);
  if (stoppedBy !== undefined) throw new LaunchFailure(`stopped by ${stoppedBy}`, signalCode(stoppedBy));
  return code;
}

/** @param {NodeJS.Signals | null} signal */
function signalCode(signal) {
  return signal === null ? 1 : 128 + constants.signals[signal];
}
