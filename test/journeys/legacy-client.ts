import assert from 'node:assert/strict';
import type { GraphPlace } from '../support/graph-client.js';

/** A node as the Orchestrator's documents show it. */
export interface LegacyNode {
  readonly id: string;
  readonly name: string;
  readonly state: number;
}

/** An answer over a legacy URL. */
export interface LegacyAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends one request to a legacy URL, as a client that has a token does. */
export async function askLegacy(
  { url, token }: GraphPlace,
  method: string,
  path: string,
  body?: unknown,
): Promise<LegacyAnswer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { 'x-auth-token': token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Starts a cloud node over the Orchestrator's URL. */
export async function startNode(place: GraphPlace): Promise<LegacyNode> {
  const wish = { name: 'journey', image: '1', size: '1' };
  const { status, text } = await askLegacy(place, 'POST', '/api/v1/vm/start', wish);
  assert.equal(status, 200, text);
  return (JSON.parse(text) as { nodes: LegacyNode }).nodes;
}

/** Destroys a cloud node over the Orchestrator's URL. */
export async function stopNode(place: GraphPlace, id: string): Promise<void> {
  const { status, text } = await askLegacy(place, 'PUT', '/api/v1/vm/stop', { node: id });
  assert.equal(status, 200, text);
}

/** The nodes of the default cloud over the Orchestrator's URL. */
export async function listNodes(place: GraphPlace): Promise<readonly LegacyNode[]> {
  const { status, text } = await askLegacy(place, 'GET', '/api/v1/nodes');
  assert.equal(status, 200, text);
  return (JSON.parse(text) as { nodes: LegacyNode[] }).nodes;
}

/** Posts the record of a backup of a host over the Freezer's URL; gives its id. */
export async function postRecord(place: GraphPlace, hostName: string, timestamp: number): Promise<string> {
  const record = {
    container: 'vault',
    host_name: hostName,
    backup_name: 'orders',
    timestamp,
    level: 0,
    backup_session: timestamp,
    mode: 'fs',
    total_fs_files: 812,
  };
  const { status, text } = await askLegacy(place, 'POST', '/v1/backups', record);
  assert.equal(status, 201, text);
  return (JSON.parse(text) as { backup_id: string }).backup_id;
}
