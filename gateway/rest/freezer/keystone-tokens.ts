import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../subgraphs/kernel/config/load.js';
import type { Log } from '../../../subgraphs/kernel/log/log.js';
import { createHash } from 'node:crypto';
import type { KeystoneConfig } from './keystone-config.js';
import { readKeystoneToken, type KeystoneToken } from './keystone-token.js';
import { KeystoneUnavailable, KeystoneWire, type KeystoneAnswer } from './keystone-wire.js';
import { ServiceAccount } from './keystone-service-user.js';
import { TokenMemory } from './keystone-memory.js';

/** A token is a header value: what has other characters, or is longer, is none and not asked about. */
const tokenText = /^[\x21-\x7e]{1,8192}$/;

/** Asks Keystone whose tokens are (freezer.md §8). */
export class KeystoneTokens {
  private readonly wire: KeystoneWire;
  private readonly account: ServiceAccount;
  private readonly memory: TokenMemory;
  private available = true;

  /** Throws a ConfigError with what is missing or not valid. `now` is the clock, in ms. */
  constructor(
    private readonly config: KeystoneConfig,
    private readonly log: Pick<Log, 'error' | 'info'>,
    now: () => number = Date.now,
  ) {
    const complete = completeConfig(config);
    this.wire = new KeystoneWire({
      timeoutMs: config.timeout,
      ca: caOf(config.cafile),
      insecureTls: config.insecureTls,
    });
    this.account = new ServiceAccount(this.wire, complete, now);
    this.memory = new TokenMemory(config.tokenCacheTime, now);
  }

  /** What Keystone says of a token; undefined when it is not valid. Throws KeystoneUnavailable when it cannot be asked. */
  async validate(token: string): Promise<KeystoneToken | undefined> {
    if (!tokenText.test(token)) return undefined;
    try {
      const told = await this.memory.get(digestOf(token), () => this.ask(token));
      if (!this.available) this.log.info('Keystone can be asked about tokens again');
      this.available = true;
      return told;
    } catch (error) {
      if (!(error instanceof KeystoneUnavailable)) throw error;
      // Once per outage: whoever asks during it is told by 503.
      if (this.available) this.log.error(`Keystone cannot be asked about tokens: ${error.message}`);
      this.available = false;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.wire.close();
  }

  private async ask(token: string): Promise<KeystoneToken | undefined> {
    const answer = await (this.config.username === undefined ? this.askItself(token) : this.askAs(token));
    if (answer.status === 404) return undefined;
    if (answer.status === 401) {
      if (this.config.username === undefined) return undefined;
      throw new KeystoneUnavailable('it refuses even a new token of our service user');
    }
    if (answer.status !== 200)
      throw new KeystoneUnavailable(`it answered ${answer.status} to a question about a token`);
    const told = readKeystoneToken(answer.body);
    if (!told) throw new KeystoneUnavailable('what it says of a token is not of the form of its version 3');
    return told;
  }

  /** With the token of our service user, which is renewed once when it is refused. */
  private async askAs(token: string): Promise<KeystoneAnswer> {
    const login = await this.account.current();
    const answer = await this.question(login.identityUrl, login.token, token);
    if (answer.status !== 401) return answer;
    await this.account.forget(login);
    const renewed = await this.account.current();
    return this.question(renewed.identityUrl, renewed.token, token);
  }

  /** A token may ask about itself. */
  private async askItself(token: string): Promise<KeystoneAnswer> {
    return this.question(await this.account.v3(), token, token);
  }

  private question(identityUrl: string, own: string, subject: string): Promise<KeystoneAnswer> {
    return this.wire.send({
      method: 'GET',
      url: `${identityUrl}/auth/tokens${this.config.includeServiceCatalog ? '' : '?nocatalog'}`,
      headers: { 'x-auth-token': own, 'x-subject-token': subject, 'openstack-identity-access-rules': '1' },
    });
  }
}

function completeConfig(config: KeystoneConfig): KeystoneConfig & { readonly authUrl: string } {
  const { authUrl, username, password } = config;
  if (authUrl === undefined || !URL.canParse(authUrl) || !/^https?:$/.test(new URL(authUrl).protocol)) {
    throw new ConfigError([
      'INFRAGRAPH_KEYSTONE_AUTH_URL must be set to the http or https address of Keystone in the identity mode keystone',
    ]);
  }
  if ((username === undefined) !== (password === undefined)) {
    throw new ConfigError([
      'INFRAGRAPH_KEYSTONE_USERNAME and INFRAGRAPH_KEYSTONE_PASSWORD must be set together, or neither',
    ]);
  }
  return { ...config, authUrl };
}

function caOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError([`INFRAGRAPH_KEYSTONE_CAFILE: the file ${file} cannot be read`]);
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
