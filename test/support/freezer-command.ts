import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildOwner } from './child.js';
import { temporaryFolder } from './command-line.js';
import { findProgram, type DebianProgram } from './debian-programs.js';

/** The client and its package. */
export const freezerProgram: DebianProgram = { name: 'freezer', packageName: 'python3-freezerclient' };

/** As whom, and against what, the client runs. */
export interface FreezerLogin {
  /** Address of the identity service, with `/v3`. */
  readonly authUrl: string;
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
  readonly project: string;
  readonly version: '1' | '2';
}

/** How a command ended. */
export interface FreezerResult {
  readonly code: number;
  /** What it printed, on both outputs. */
  readonly text: string;
}

const timeoutMs = 60_000;

/** The `freezer` command of python-freezerclient, unmodified, with a folder of its own. */
export class FreezerCommand {
  private readonly folder: string;
  private readonly program: string;

  constructor(
    owner: ChildOwner,
    private readonly login: FreezerLogin,
  ) {
    const program = findProgram(freezerProgram);
    if (program === undefined) throw new Error('PATH has no freezer; is python3-freezerclient installed?');
    this.program = program;
    this.folder = temporaryFolder(owner);
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<FreezerResult> {
    const { authUrl, username, password, token, project, version } = this.login;
    const env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      PYTHONDONTWRITEBYTECODE: '1',
      NO_PROXY: '*',
      OS_AUTH_URL: authUrl,
      OS_PROJECT_NAME: project,
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_BACKUP_API_VERSION: version,
      ...(username === undefined
        ? {}
        : { OS_USERNAME: username, OS_PASSWORD: password, OS_USER_DOMAIN_NAME: 'Default' }),
      ...(token === undefined ? {} : { OS_TOKEN: token }),
    };
    return new Promise((resolve) => {
      execFile(this.program, args, { env, cwd: this.folder, timeout: timeoutMs }, (error, out, err) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        resolve({ code, text: `${out}${err}` });
      });
    });
  }

  /** Runs a command that must succeed, and gives what it printed. */
  async well(...args: readonly string[]): Promise<string> {
    const { code, text } = await this.run(...args);
    if (code !== 0) throw new Error(`freezer ${args.join(' ')} ended with ${code}: ${text}`);
    return text;
  }

  /** The rows, or the one thing, a listing or showing command prints. */
  async json<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.well(...args, '-f', 'json')) as T;
  }

  /** Path of a file that holds this as JSON. */
  file(name: string, content: unknown): string {
    const path = join(this.folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  }
}
