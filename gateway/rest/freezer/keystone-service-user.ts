import type { KeystoneConfig } from './keystone-config.js';
import { addressOfV3, readKeystoneToken, withV3 } from './keystone-token.js';
import { KeystoneUnavailable, type KeystoneWire } from './keystone-wire.js';

/** A token is replaced so long before its end, in ms, or in the last tenth of its life when that is shorter. */
const renewBeforeMs = 60_000;

/** With what, and where, tokens are asked about. */
export interface ServiceLogin {
  readonly token: string;
  /** Address of the identity service, with `/v3`. */
  readonly identityUrl: string;
}

interface HeldLogin extends ServiceLogin {
  readonly renewAt: number;
}

/** Our own user at Keystone: signs in when first needed, anew before its token ends and when it is refused. */
export class ServiceAccount {
  private address: Promise<string> | undefined;
  private login: Promise<HeldLogin> | undefined;

  constructor(
    private readonly wire: KeystoneWire,
    private readonly config: KeystoneConfig & { readonly authUrl: string },
    private readonly now: () => number,
  ) {}

  /** Address of Keystone's version 3, asked for once. Throws KeystoneUnavailable. */
  v3(): Promise<string> {
    const address = (this.address ??= this.discover());
    address.catch(() => {
      if (this.address === address) this.address = undefined;
    });
    return address;
  }

  /** The login that holds; one sign-in for all who wait. Throws KeystoneUnavailable. */
  async current(): Promise<ServiceLogin> {
    const known = this.login;
    if (known && (await known).renewAt > this.now()) return known;
    // Of several who find it stale the first signs in, the others wait for him.
    return this.login !== undefined && this.login !== known ? this.login : this.renewed();
  }

  /** Keystone has refused this token: the next call signs in anew. */
  async forget(refused: ServiceLogin): Promise<void> {
    const known = this.login;
    if (known && (await known).token === refused.token && this.login === known) this.login = undefined;
  }

  private renewed(): Promise<HeldLogin> {
    const login = this.signIn();
    this.login = login;
    login.catch(() => {
      if (this.login === login) this.login = undefined;
    });
    return login;
  }

  private async discover(): Promise<string> {
    const { authUrl } = this.config;
    const { status, body } = await this.wire.send({ method: 'GET', url: authUrl });
    if (status !== 200 && status !== 300)
      throw new KeystoneUnavailable(`it answered ${status} where its versions are asked for`);
    const address = addressOfV3(body, authUrl);
    if (address === undefined)
      throw new KeystoneUnavailable('it names no version 3; check INFRAGRAPH_KEYSTONE_AUTH_URL');
    return address;
  }

  private async signIn(): Promise<HeldLogin> {
    const { username, password, projectName, userDomainId, projectDomainId } = this.config;
    const user = { name: username, domain: { id: userDomainId }, password };
    const scope = { project: { name: projectName, domain: { id: projectDomainId } } };
    const answer = await this.wire.send({
      method: 'POST',
      url: `${await this.v3()}/auth/tokens`,
      body: { auth: { identity: { methods: ['password'], password: { user } }, scope } },
    });
    if (answer.status === 401)
      throw new KeystoneUnavailable(
        'it refuses our service user; check INFRAGRAPH_KEYSTONE_USERNAME, _PASSWORD and _PROJECT_NAME',
      );
    if (answer.status !== 201)
      throw new KeystoneUnavailable(`it answered ${answer.status} to the sign-in of our service user`);
    const token = readKeystoneToken(answer.body);
    if (!token || answer.subjectToken === undefined)
      throw new KeystoneUnavailable('its answer to the sign-in of our service user holds no token');
    const url = token.identityUrls.get(this.config.interface);
    if (url === undefined || !/^https?:\/\//.test(url))
      throw new KeystoneUnavailable(
        `its catalog has no identity service at the interface "${this.config.interface}"; see INFRAGRAPH_KEYSTONE_INTERFACE`,
      );
    const life = token.expiresAt.getTime() - this.now();
    const renewAt = this.now() + life - Math.min(renewBeforeMs, life / 10);
    return { token: answer.subjectToken, identityUrl: withV3(url), renewAt };
  }
}
