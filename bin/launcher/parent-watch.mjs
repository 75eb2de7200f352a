import { readFileSync } from 'node:fs';

/** Names the launcher that started this one under a fit Node; set by `relaunchEnvironment`. */
const LAUNCHER_PID = 'INFRAGRAPH_LAUNCHER_PID';
const LOOK_EVERY_MS = 250;

const relauncher = process.env[LAUNCHER_PID];
delete process.env[LAUNCHER_PID];
const starter = relauncher ?? findStarter();

/** True when an older Node's launcher started this process with the Node it chose. */
export const isRelaunched = relauncher !== undefined;

/** @returns {NodeJS.ProcessEnv} the environment that tells a child launcher who started it */
export function relaunchEnvironment() {
  return { ...process.env, [LAUNCHER_PID]: String(process.pid) };
}

/**
 * Sends this process a SIGTERM once its parent is gone: `npm start` ended by SIGTERM leaves its child running,
 * and a killed relauncher forwards nothing. Started by anything else (a shell, nohup, a service manager) the
 * process may outlive its parent on purpose, so then nothing is watched.
 */
export function stopWithParent() {
  if (!isRelaunched && process.env['npm_lifecycle_event'] === undefined) return;
  const timer = setInterval(() => {
    if ((isRelaunched ? String(process.ppid) : findStarter()) === starter) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}

/**
 * The parent and, where that is the shell npm runs its scripts in, npm behind it: killed outright, npm leaves
 * its shell waiting for us. Only Linux tells who is behind.
 */
function findStarter() {
  const [, name = '', behind = ''] = /\((.*)\) \S (\d+)/.exec(readStat(process.ppid)) ?? [];
  const isShell = ['sh', 'dash', 'bash', 'ash', 'busybox'].includes(name);
  return isShell ? `${process.ppid} ${behind}` : String(process.ppid);
}

/** @param {number} pid */
function readStat(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
