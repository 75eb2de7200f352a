import { readdirSync, readFileSync } from 'node:fs';

/** Kernels tell the processor time of a thread in nanoseconds, that of a process in hundredths of a second only. */
const nanosecond = 1e-9;

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

/** Processor time of the threads of a process so far, user and system, in seconds; gateways end none of theirs. */
export function processorSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) => {
    const [spent = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return Number(spent);
  });
  return times.reduce((sum, spent) => sum + spent, 0) * nanosecond;
}

/** Memory of a process in MB, as it stands in RAM. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return Number(kilobytes) / 1024;
}
