import { readFileSync } from 'node:fs';

/** A clock tick of /proc in seconds; Linux shows processor time in hundredths whatever the kernel counts in. */
const tickSeconds = 1 / 100;

/** The cores of this machine that we may use, two of them: one for the gateway that is measured, one for all others. */
export function chosenCores(): { readonly gateway: number; readonly farSide: number } {
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const cores = allowed.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return { gateway: cores[0] ?? 0, farSide: cores.at(-1) ?? 0 };
}

/** Command line that runs a script of this build under this Node on one core, with the flags `npm start` gives. */
export function pinned(core: number, script: string, args: readonly string[]): readonly string[] {
  return ['taskset', '-c', String(core), process.execPath, '--max-semi-space-size=64', script, ...args];
}

/** Processor time of a process so far, user and system, in seconds. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; utime and stime are the fields 14 and 15 of all.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * tickSeconds;
}

/** Memory of a process in MB, as it stands in RAM. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return Number(kilobytes) / 1024;
}
