import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { anonymous, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import { RequestEnd } from '../../subgraphs/kernel/subgraph/request-end.js';
import { compressed } from './compress.js';
import type { RowExecutor } from './execute-row.js';
import { LiveBody } from './live-body.js';
import { addRawBodies, readRequest } from './read-request.js';
import {
  HeadedBody,
  Refusal,
  StreamedList,
  type Dialect,
  type IdentifiedRequest,
  type LegacyRequest,
  type Obstacle,
  type Reply,
  type Row,
} from './route.js';

/** A dialect on one listener, with the streams it has open there. */
interface DialectListener extends FacadeOptions {
  readonly open: Set<LiveBody>;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** What the façade needs besides the dialect. */
export interface FacadeOptions {
  readonly dialect: Dialect;
  readonly executor: RowExecutor;
  readonly log: Log;
}

/**
 * Registers a dialect's rows. Every path answers every method, so that a wrong one gets the dialect's
 * own words. On a port of its own a dialect also answers unknown paths; on the main port the caller
 * sends them here by `answerUnknown`.
 */
export async function registerDialect(app: FastifyInstance, given: FacadeOptions): Promise<void> {
  const { dialect } = given;
  const options: DialectListener = { ...given, open: new Set() };
  await app.register(async (scope) => {
    scope.addHook('preClose', (done) => {
      for (const body of options.open) body.breakOff();
      done();
    });
    addRawBodies(scope, dialect.bodyLimit);
    scope.setErrorHandler((error, request, reply) => failed(options, error, request, reply));
    for (const [path, rows] of Map.groupBy(dialect.rows, (row) => row.path)) {
      const paths = dialect.trailingSlash && !path.endsWith('/') ? [path, `${path}/`] : [path];
      for (const url of paths) {
        scope.route({
          method: [...methods],
          url,
          handler: (request, reply) => answer(options, rows, request, reply),
        });
      }
    }
  });
}

/** Answers a request that no route of any dialect matched. */
export async function answerUnknown(
  options: FacadeOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const legacy = readRequest(request);
  return send(
    options,
    legacy,
    reply,
    await guarded(options, legacy, async () => {
      await options.dialect.authenticate(legacy, undefined);
      throw options.dialect.obstacle({ kind: 'unknown-path' }, legacy);
    }),
  );
}

/** Answers with one of the dialect's obstacles, outside any row. */
export function answerObstacle(
  options: FacadeOptions,
  obstacle: Obstacle,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const legacy = readRequest(request);
  return send(
    options,
    legacy,
    reply,
    encoded(options.dialect, legacy, options.dialect.obstacle(obstacle, legacy)),
  );
}

async function answer(
  options: DialectListener,
  rows: readonly Row[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const legacy = readRequest(request);
  const replied = await guarded(options, legacy, () => dispatch(options, rows, legacy, reply));
  return send(
    options,
    legacy,
    reply,
    options.dialect.compresses ? await compressed(replied, legacy) : replied,
  );
}

async function dispatch(
  options: DialectListener,
  rows: readonly Row[],
  legacy: LegacyRequest,
  reply: FastifyReply,
): Promise<Reply> {
  const { dialect, executor } = options;
  const wanted = dialect.method?.(legacy) ?? legacy.method;
  const row = rows.find(({ method }) => method === (wanted === 'HEAD' ? 'GET' : wanted));
  if (!row) {
    if (dialect.authenticatesFirst) await dialect.authenticate(legacy, undefined);
    const allowed = rows.map(({ method }) => method);
    throw dialect.obstacle(
      { kind: 'wrong-method', allowed: allowed.includes('GET') ? ['HEAD', ...allowed] : allowed },
      legacy,
    );
  }
  const viewer = await authenticated(dialect, row, legacy);
  const gone = new RequestEnd();
  reply.raw.on('close', () => {
    // Every answer closes in the end, and the error an abort makes is dear.
    if (!reply.raw.writableFinished) gone.end();
  });
  const identified: IdentifiedRequest = { ...legacy, viewer };
  const answered = await executor.run(dialect, row, identified, gone);
  if (answered instanceof StreamedList) return listReply(dialect, row, identified, answered);
  if (answered instanceof LiveBody) return liveReply(options, answered);
  const { body, headers: own } = answered instanceof HeadedBody ? answered : { body: answered, headers: {} };
  const headers = { ...row.headers?.(identified), ...own };
  if (body === undefined) return { status: row.status, headers, body: undefined };
  const { text, contentType } = dialect.encode(body, legacy, row.status);
  return { status: row.status, headers: { 'content-type': contentType, ...headers }, body: text };
}

/** A list that is read while it goes out; nobody reads what a HEAD is spared. */
function listReply(
  { encodeItems }: Dialect,
  row: Row,
  request: IdentifiedRequest,
  { pages, headers }: StreamedList,
): Reply {
  if (!encodeItems) throw new Error('This dialect encodes no lists page by page.');
  const body = request.method === 'HEAD' ? undefined : Readable.from(listText(pages, encodeItems));
  return {
    status: row.status,
    headers: { 'content-type': 'application/json', ...row.headers?.(request), ...headers },
    body,
  };
}

/** Events that go on until their client leaves, their source ends or the listener closes. */
function liveReply({ open }: DialectListener, body: LiveBody): Reply {
  open.add(body);
  body.once('close', () => open.delete(body));
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  };
  return { status: 200, headers, body };
}

async function* listText(
  pages: StreamedList['pages'],
  encodeItems: (items: readonly unknown[]) => string,
): AsyncGenerator<string> {
  let before = '[';
  for await (const items of pages) {
    if (items.length === 0) continue;
    yield before + encodeItems(items);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

/** Who asks may not be found out, such as while the database is away: that is a fault of the dialect like any other. */
async function authenticated(dialect: Dialect, row: Row, legacy: LegacyRequest): Promise<Viewer> {
  try {
    return await dialect.authenticate(legacy, row);
  } catch (error) {
    const fault = error instanceof Refusal ? undefined : faultOf(error);
    if (!fault) throw error;
    const { code, message } = fault;
    throw dialect.fault([{ code, message, path: [], details: {} }], row, { ...legacy, viewer: anonymous });
  }
}

async function guarded(
  options: FacadeOptions,
  legacy: LegacyRequest,
  work: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return encoded(options.dialect, legacy, error);
    options.log.error({ err: error, dialect: options.dialect.name, path: legacy.path }, 'A REST row failed');
    return encoded(options.dialect, legacy, options.dialect.obstacle({ kind: 'crash' }, legacy));
  }
}

function encoded(dialect: Dialect, request: LegacyRequest, refusal: Refusal): Reply {
  if (refusal.body === undefined)
    return { status: refusal.status, headers: refusal.headers, body: undefined };
  const { text, contentType } = dialect.encode(refusal.body, request, refusal.status);
  return { status: refusal.status, headers: { 'content-type': contentType, ...refusal.headers }, body: text };
}

function send(
  options: FacadeOptions,
  request: LegacyRequest,
  reply: FastifyReply,
  { status, headers, body }: Reply,
): FastifyReply {
  // Fastify's `code` takes no status beyond HTTP's; Freezer's 753 is one.
  if (status > 599) reply.raw.statusCode = status;
  else void reply.code(status);
  const known = reply.getHeader('vary');
  void reply.headers({ ...options.dialect.headers(request), ...headers });
  if (headers['vary'] !== undefined && typeof known === 'string')
    void reply.header('vary', `${known}, ${headers['vary']}`);
  if (body === undefined || body instanceof Readable) return reply.send(body);
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body);
  void reply.header('content-length', bytes.length);
  return reply.send(bytes);
}

/** Faults of Fastify itself, before a row was reached: a body too large, a broken length. */
function failed(
  options: FacadeOptions,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return answerObstacle(options, { kind: 'too-large', limit: options.dialect.bodyLimit }, request, reply);
  // A client that went away, or whose body broke off, is not there to be answered: nothing has failed here.
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' || request.raw.errored !== null)
    return answerObstacle(options, { kind: 'bad-url' }, request, reply);
  options.log.error({ err: error, dialect: options.dialect.name }, 'A REST request failed before its row');
  return answerObstacle(options, { kind: 'crash' }, request, reply);
}
