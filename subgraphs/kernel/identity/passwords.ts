import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { Fault } from '../errors/fault.js';

/** Cost of a password hash (reliability.md S3). */
export interface PasswordCost {
  /** Memory in KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** 19 MiB, two passes, one lane. */
export const standardCost: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };

const saltBytes = 16;
const tagBytes = 32;
const longestPassword = 1024;
const mostAtOnce = 2;
const longestQueue = 200;

interface ParsedHash {
  readonly cost: PasswordCost;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/**
 * Password hashes in the PHC text form of argon2id. At most two are computed at once, so that a flood
 * of logins takes neither the memory nor all of the thread pool.
 */
export class Passwords {
  /** What unknown users are checked against, so that they cost the same. No password has this hash. */
  private readonly nobody: string;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly minLength: number,
    private readonly cost: PasswordCost = standardCost,
  ) {
    this.nobody = write({ cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) });
  }

  /** BAD_USER_INPUT when a new password breaks the rule. */
  check(password: string): void {
    const length = Array.from(password).length;
    if (length >= this.minLength && length <= longestPassword) return;
    throw new Fault(
      'BAD_USER_INPUT',
      `A password must have ${this.minLength} to ${longestPassword} characters.`,
    );
  }

  /** The hash of a password, salted anew. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    return write({ cost: this.cost, salt, tag: await this.derive(password, salt, this.cost) });
  }

  /** Whether the password belongs to the hash. Without a hash it takes as long and is false. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const { cost, salt, tag } = read(stored ?? this.nobody);
    const given = await this.derive(password.slice(0, 2 * longestPassword + 1), salt, cost);
    return timingSafeEqual(given, tag) && stored !== undefined;
  }

  /** Whether a hash was made at another cost than new ones are. */
  isOutdated(stored: string): boolean {
    const { cost } = read(stored);
    return (
      cost.memory !== this.cost.memory ||
      cost.passes !== this.cost.passes ||
      cost.parallelism !== this.cost.parallelism
    );
  }

  /** The one place where a hash is computed. */
  protected async derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
    await this.enter();
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        const settings = { message: password.normalize('NFKC'), nonce: salt, tagLength: tagBytes, ...cost };
        argon2('argon2id', settings, (error, tag) => (error ? reject(error) : resolve(tag)));
      });
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < mostAtOnce) {
      this.running++;
      return;
    }
    if (this.waiting.length >= longestQueue) {
      throw new Fault('RATE_LIMITED', 'Too many logins at once; try again in a moment.', {
        details: { retryAfter: 1 },
      });
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Hands the place on to the next in line, or gives it up. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running--;
  }
}

function write({ cost, salt, tag }: ParsedHash): string {
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function read(stored: string): ParsedHash {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored);
  if (!match) throw new Error('A stored password hash is not of the form argon2id writes.');
  const [memory = 0, passes = 0, parallelism = 0] = match.slice(1, 4).map(Number);
  const [salt = '', tag = ''] = match.slice(4);
  return {
    cost: { memory, passes, parallelism },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
