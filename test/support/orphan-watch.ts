import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** A guard outside this process that ends a process and removes a folder when this process dies. */
export interface OrphanWatch {
  /** Names the process to end: a pid, `-pid` for its whole group, 0 for none. */
  guard(pid: number): void;
  /** Ends the guard; it then touches neither process nor folder. */
  release(): void;
}

// The pipe on stdin closes however this process ends, SIGKILL included; no signal handler can see that.
// A container's first process may leave zombies uncollected, so a zombie counts as gone.
const script = `
target=0
while read -r line; do
  [ "$line" = release ] && exit 0
  target=$line
done
[ "$target" = 0 ] || kill -s "$1" -- "$target" 2>/dev/null
[ -n "$2" ] || exit 0
tries=0
while [ "$target" != 0 ] && kill -s 0 -- "$target" 2>/dev/null; do
  grep -q '^State:.Z' "/proc/$target/status" 2>/dev/null && break
  tries=$((tries + 1))
  [ "$tries" -gt 50 ] && kill -s KILL -- "$target" && break
  sleep 0.1
done
rm -rf -- "$2"
`;

/**
 * Starts a guard of its own session, so that Ctrl-C and a kill of our process group miss it.
 *
 * @param signal sent to the guarded process when this process is gone
 * @param directory removed once the guarded process is gone too, which SIGKILL ensures after 5 s
 */
export function watchForOrphans(signal: 'QUIT' | 'KILL', directory = ''): OrphanWatch {
  const shell = spawn('/bin/sh', ['-c', script, 'orphan-watch', signal, directory], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const line = shell.stdin as Socket;
  line.on('error', () => {});
  line.unref();
  shell.unref();

  return {
    guard: (pid) => void line.write(`${pid}\n`),
    release: () => void line.end('release\n'),
  };
}
