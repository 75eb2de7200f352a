import type { IdentifiedRequest, Row, RowDocument } from '../route.js';
import { pageNotFound, refusal } from './faults.js';
import * as graph from './operations.js';
import { assignBody, authBody, readJson, releaseBody, startBody, stopBody } from './read-body.js';
import * as shape from './shapes.js';
import * as variables from './variables.js';

type GraphShape<D> = (data: D, request: IdentifiedRequest) => unknown;

const base = '/api/v1';
const cloudFaults = { 500: 'The cloud is not configured or does not answer.' };
const bodyFaults = { 400: 'The body is not JSON, or a key is missing, wrong or too many.' };
const summaries = {
  nodes: 'The nodes of a cloud, as its provider lists them now.',
  images: 'The images a node of this cloud can start from.',
  sizes: 'The sizes a node of this cloud can have; the body key is "flavors".',
  tenants: 'The tenants of a cloud; an empty list where the provider has none.',
  assign: 'Assigns a node to a user and an application.',
  release: 'Releases an assigned node and destroys it in the cloud.',
};

const start: RowDocument = {
  summary: 'Starts a node; answers as soon as the cloud has accepted it.',
  body: startBody,
  errors: { ...bodyFaults, 500: 'The cloud, image or size is unknown, or the cloud refused.' },
};
const stop: RowDocument = {
  summary: 'Destroys a node, named by "node" (id) or "hostname".',
  body: stopBody,
  errors: { 400: 'The body is not valid, or there is no such node.', ...cloudFaults },
};
const assign: RowDocument = {
  summary: summaries.assign,
  body: assignBody,
  example: shape.emulated,
  errors: {
    400: 'The body is not valid, there is no such node, or the service refused.',
    ...cloudFaults,
    503: 'The assignment service is down.',
  },
};
const release: RowDocument = { ...assign, summary: summaries.release, body: releaseBody };

/** Every URL of the dialect, in the order of the specification's section 2. */
export const orchestratorRows: readonly Row[] = [
  {
    method: 'GET',
    path: '/',
    access: 'public',
    status: 200,
    document: { summary: 'Greets. Only on a port of its own.' },
    answer: () => 'Hello World!',
  },
  ...(['GET', 'POST'] as const).map((method): Row => ({
    method,
    path: base,
    access: 'public',
    status: 301,
    headers: ({ origin }) => ({ location: `${origin}${base}/` }),
    document: { summary: 'Sends to the path with a slash.' },
    answer: () => undefined,
  })),
  {
    method: 'GET',
    path: `${base}/`,
    access: 'public',
    status: 200,
    document: { summary: 'Says that the service lives.', example: shape.statusOk() },
    answer: shape.statusOk,
  },
  {
    method: 'POST',
    path: `${base}/`,
    access: 'public',
    status: 200,
    document: {
      summary: 'Says that the service lives; the body is any JSON.',
      example: shape.statusOk(),
      errors: bodyFaults,
    },
    answer: postStatus,
  },
  {
    method: 'POST',
    path: `${base}/auth`,
    access: 'public',
    status: 200,
    document: {
      summary: 'Signs in; answers a token.',
      body: authBody,
      errors: { ...bodyFaults, 403: 'The pair is wrong.' },
    },
    operation: graph.login,
    variables: variables.loginOf,
    shape: shape.authShape,
  },
  ...statusRows(base),
  ...statusRows('/api/v2'),
  ...withCloud(`${base}/vm/start`, (path) => ({
    method: 'POST',
    path,
    access: 'dialect',
    status: 200,
    document: start,
    operation: graph.startNode,
    variables: variables.startOf,
    shape: startAnswer,
  })),
  ...withCloud(`${base}/vm/stop`, (path) => ({
    method: 'PUT',
    path,
    access: 'dialect',
    status: 200,
    document: stop,
    operation: graph.stopNode,
    variables: variables.stopOf,
    shape: shape.stopShape,
  })),
  ...withCloud(`${base}/vm/action/assign`, (path) => ({
    method: 'PUT',
    path,
    access: 'dialect',
    status: 200,
    document: assign,
    operation: graph.assignNode,
    variables: variables.assignOf,
    shape: shape.assignShape,
  })),
  ...withCloud(`${base}/vm/action/release`, (path) => ({
    method: 'PUT',
    path,
    access: 'dialect',
    status: 200,
    document: release,
    operation: graph.releaseNode,
    variables: variables.releaseOf,
    shape: shape.releaseShape,
  })),
  ...withCloud(`${base}/vm/action/:action`, (path) => missing('PUT', path, 'There are no other actions.')),
  ...withCloud(`${base}/vm/status`, (path) => ({
    method: 'GET',
    path,
    access: 'dialect',
    status: 200,
    document: {
      summary: 'The records of the assignment service, faulty ones left out.',
      errors: cloudFaults,
    },
    operation: graph.listAssignments,
    variables: variables.listingOf,
    next: (data: graph.AssignmentsData) => nextOf(data.cloud.assignments),
    shapePages: shape.assignmentsShape,
  })),
  ...['open', 'close'].map((verb) =>
    missing('POST', `${base}/fw/${verb}`, 'Firewall rules are not implemented.'),
  ),
];

/** Rows 3 and 5 to 10: what `/api/v2` serves too. */
function statusRows(root: string): Row[] {
  const row = (path: string, summary: string) =>
    ({
      method: 'GET',
      path,
      access: 'dialect',
      status: 200,
      document: { summary, errors: cloudFaults },
      variables: variables.listingOf,
    }) as const;
  const sizes = {
    operation: graph.listSizes,
    next: (data: graph.SizesData) => nextOf(data.cloud.sizes),
    shapePages: shape.sizesShape,
  };
  const tenants: GraphShape<graph.TenantsData> = shape.tenantsShape;
  return [
    {
      ...row(`${root}/cloud`, 'The clouds that are served.'),
      variables: () => ({}),
      operation: graph.listClouds,
      shape: shape.cloudsShape,
    },
    ...withCloud(`${root}/nodes`, (path) => ({
      ...row(path, summaries.nodes),
      operation: graph.listNodes,
      next: (data: graph.NodesData) => nextOf(data.cloud.nodes),
      shapePages: shape.nodesShape,
    })),
    ...withCloud(`${root}/images`, (path) => ({
      ...row(path, summaries.images),
      operation: graph.listImages,
      next: (data: graph.ImagesData) => nextOf(data.cloud.images),
      shapePages: shape.imagesShape,
    })),
    ...withCloud(`${root}/sizes`, (path) => ({ ...row(path, summaries.sizes), ...sizes })),
    ...withCloud(`${root}/flavors`, (path) => ({ ...row(path, summaries.sizes), ...sizes })),
    ...withCloud(`${root}/tenants`, (path) => ({
      ...row(path, summaries.tenants),
      operation: graph.listTenants,
      shape: tenants,
    })),
    ...withCloud(`${root}/:action`, (path) => ({
      method: 'GET',
      path,
      access: 'dialect',
      status: 400,
      document: { summary: 'Anything else is refused.' },
      answer: refuseAction,
    })),
  ];
}

/** A path with the cloud as its optional end. */
function withCloud(path: string, row: (path: string) => Row): Row[] {
  return [row(path), row(`${path}/:cloud`)];
}

function missing(method: Row['method'], path: string, summary: string): Row {
  return { method, path, access: 'dialect', status: 501, document: { summary }, answer: refuseMissing };
}

function refuseMissing({ params }: IdentifiedRequest): never {
  throw Object.values(params).includes('') ? pageNotFound() : refusal(501, 'Not implemented');
}

function refuseAction({ params }: IdentifiedRequest): never {
  throw Object.values(params).includes('') ? pageNotFound() : refusal(400, 'Unrecognized action found');
}

/** Somebody may have stopped the node between its start and the answer. */
function startAnswer({ startComputeNode: { node } }: graph.StartData): unknown {
  if (!node) throw refusal(500, 'Something went wrong the node is gone already');
  return shape.startShape(node);
}

function postStatus({ body }: IdentifiedRequest): unknown {
  readJson(body);
  return shape.statusOk();
}

function nextOf({ pageInfo }: graph.PageEnd): string | null {
  return pageInfo.hasNextPage ? pageInfo.endCursor : null;
}
