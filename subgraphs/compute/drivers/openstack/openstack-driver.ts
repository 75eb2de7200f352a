import {
  CloudError,
  type CloudDriver,
  type DriverType,
  type NodeSpec,
  type ProviderImage,
  type ProviderNode,
  type ProviderSize,
  type ProviderTenant,
} from '../driver.js';
import { OpenstackSession, type OpenstackAnswer, type OpenstackService } from './openstack-session.js';
import { readSettings } from './openstack-settings.js';
import {
  createdSchema,
  flavorsSchema,
  imagesSchema,
  isLeaving,
  projectsSchema,
  read,
  serverAnswerSchema,
  serversSchema,
  tokenKey,
  toImages,
  toNode,
  toSizes,
  toTenants,
  type Server,
} from './openstack-shapes.js';

const mostPages = 100;
const pageSize = 1000;
/** From this version of the compute API on it can choose the networks itself. */
const networksVersion = '2.37';

/** OpenStack: identity version 3, compute 2.1, image 2. */
export const openstackDriver: DriverType = {
  engine: 'openstack',
  provider: 'openstack',
  displayName: 'OpenStack',
  prepare: (credentials) => {
    const settings = readSettings(credentials);
    return {
      host: new URL(settings.authUrl).hostname,
      open: () => new OpenstackDriver(new OpenstackSession(settings)),
    };
  },
};

class OpenstackDriver implements CloudDriver {
  private readonly creating = new Map<string, Promise<ProviderNode>>();

  constructor(private readonly session: OpenstackSession) {}

  async listNodes(signal: AbortSignal): Promise<readonly ProviderNode[]> {
    return (await this.servers(signal)).filter((server) => !isLeaving(server)).map(toNode);
  }

  async listImages(signal: AbortSignal): Promise<readonly ProviderImage[]> {
    const pages = await this.pages(
      'image',
      '/images?status=active&',
      (body) => {
        const page = read(imagesSchema, body);
        return { page, last: page.images.at(-1)?.id, more: page.next !== undefined };
      },
      signal,
    );
    return pages.flatMap(toImages);
  }

  async listSizes(signal: AbortSignal): Promise<readonly ProviderSize[]> {
    const pages = await this.pages(
      'compute',
      '/flavors/detail?',
      (body) => {
        const page = read(flavorsSchema, body);
        return { page, last: page.flavors.at(-1)?.id, more: hasNext(page.flavors_links) };
      },
      signal,
    );
    return pages.flatMap(toSizes);
  }

  async listTenants(signal: AbortSignal): Promise<readonly ProviderTenant[]> {
    const { body } = await this.session.send(
      { service: 'identity', method: 'GET', path: '/auth/projects' },
      signal,
    );
    return toTenants(read(projectsSchema, body));
  }

  /**
   * Nova knows no client tokens, so the token is kept in the machine's metadata and looked for first. Two
   * calls with one token at the same time share one creation; the task engine lets no two processes try.
   */
  createNode(spec: NodeSpec, token: string, signal: AbortSignal): Promise<ProviderNode> {
    const known = this.creating.get(token);
    if (known) return known;
    const creation = this.create(spec, token, signal).finally(() => this.creating.delete(token));
    this.creating.set(token, creation);
    return creation;
  }

  /** Ids are never given again, so the token is not needed. */
  async destroyNode(id: string, _token: string, signal: AbortSignal): Promise<void> {
    if (!/^[\w-]{1,64}$/.test(id)) return;
    await this.session.send({ service: 'compute', method: 'DELETE', path: `/servers/${id}` }, signal, [404]);
  }

  reconnect(): void {
    this.session.forget();
  }

  private async create(spec: NodeSpec, token: string, signal: AbortSignal): Promise<ProviderNode> {
    const earlier = (await this.servers(signal)).find(({ metadata }) => metadata[tokenKey] === token);
    if (earlier) return toNode(earlier);
    const { server } = read(createdSchema, (await this.post(spec, token, signal)).body);
    return this.readBack(server.id, spec, signal);
  }

  /** The machine is there whether it can be shown now or not; the next listing tells the rest. */
  private async readBack(id: string, spec: NodeSpec, signal: AbortSignal): Promise<ProviderNode> {
    try {
      const answer = await this.session.send(
        { service: 'compute', method: 'GET', path: `/servers/${id}` },
        signal,
      );
      return toNode(read(serverAnswerSchema, answer.body).server);
    } catch (error) {
      if (!(error instanceof CloudError) || error.kind === 'UNAUTHORIZED') throw error;
      const { name, imageId, sizeId } = spec;
      return { id, name, state: 'PENDING', publicIps: [], privateIps: [], extra: {}, imageId, sizeId };
    }
  }

  /** A cloud too old to choose networks refuses the version with 406; there they are its default. */
  private async post(spec: NodeSpec, token: string, signal: AbortSignal): Promise<OpenstackAnswer> {
    const server = {
      name: spec.name,
      imageRef: spec.imageId,
      flavorRef: spec.sizeId,
      metadata: { ...texts(spec.metadata), [tokenKey]: token },
      ...(spec.keyName === undefined ? {} : { key_name: spec.keyName }),
    };
    const wish = { service: 'compute', method: 'POST', path: '/servers' } as const;
    const body = { server: { ...server, networks: 'auto' } };
    const answer = await this.session.send({ ...wish, body, microversion: networksVersion }, signal, [406]);
    return answer.status === 406 ? this.session.send({ ...wish, body: { server } }, signal) : answer;
  }

  private async servers(signal: AbortSignal): Promise<readonly Server[]> {
    const pages = await this.pages(
      'compute',
      '/servers/detail?',
      (body) => {
        const page = read(serversSchema, body);
        return { page, last: page.servers.at(-1)?.id, more: hasNext(page.servers_links) };
      },
      signal,
    );
    return pages.flatMap(({ servers }) => servers);
  }

  /** Reads all pages by marker: the links may name an address that only the cloud itself can reach. */
  private async pages<P>(
    service: OpenstackService,
    path: string,
    readPage: (body: unknown) => {
      readonly page: P;
      readonly last: string | undefined;
      readonly more: boolean;
    },
    signal: AbortSignal,
  ): Promise<P[]> {
    const pages: P[] = [];
    let marker = '';
    while (pages.length < mostPages) {
      const { body } = await this.session.send(
        { service, method: 'GET', path: `${path}limit=${pageSize}${marker}` },
        signal,
      );
      const { page, last, more } = readPage(body);
      pages.push(page);
      if (!more || last === undefined) break;
      marker = `&marker=${encodeURIComponent(last)}`;
    }
    return pages;
  }
}

function hasNext(links: readonly { readonly rel: string }[] | undefined): boolean {
  return links?.some(({ rel }) => rel === 'next') ?? false;
}

/** Nova keeps texts only. */
function texts(metadata: NodeSpec['metadata']): Record<string, string> {
  const entries = Object.entries(metadata ?? {}).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return Object.fromEntries(entries);
}
