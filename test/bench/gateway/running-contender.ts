import { startChild, type ChildOwner } from '../../support/child.js';
import type { Contender } from './contender.js';
import { pinned } from './pinned.js';

const startsWithinMs = 60_000;

/** A gateway that listens. */
export interface RunningContender {
  readonly contender: Contender;
  readonly pid: number;
  readonly url: string;
}

/** Starts a contender on its core; it ends with `owner`. Throws with its last lines when it does not start. */
export async function startContender(
  owner: ChildOwner,
  contender: Contender,
  core: number,
  folder: string,
): Promise<RunningContender> {
  const script = new URL(`./contenders/${contender.script}.js`, import.meta.url).pathname;
  const variant = contender.variant === undefined ? [] : [contender.variant];
  const [command = '', ...args] = pinned(core, script, [folder, ...variant]);
  // A setting of the machine must not reach the one contender that has settings.
  const settings = Object.keys(process.env).filter((name) => /^(INFRAGRAPH_|DATABASE_URL$)/.test(name));
  const env = {
    ...Object.fromEntries(settings.map((name) => [name, undefined])),
    NODE_ENV: 'production',
    ...contender.environment,
  };
  const child = await startChild(owner, command, args, { cwd: folder, env });
  const [, url = ''] = await child.waitForLine(/\bat (http:\S+)/, startsWithinMs);
  return { contender, pid: child.pid, url };
}
