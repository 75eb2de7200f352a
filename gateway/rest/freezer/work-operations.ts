import { operation, type Operation } from '../route.js';

/** What actions, jobs and sessions are called (freezer.md §7). */
export interface WorkNoun {
  readonly noun: 'action' | 'job' | 'session';
  readonly plural: 'actions' | 'jobs' | 'sessions';
  /** Name of the type in the graph and in messages. */
  readonly type: 'Action' | 'Job' | 'Session';
}

/** The three of them, in the order of the document. */
export const workNouns: readonly WorkNoun[] = [
  { noun: 'action', plural: 'actions', type: 'Action' },
  { noun: 'job', plural: 'jobs', type: 'Job' },
  { noun: 'session', plural: 'sessions', type: 'Session' },
];

/** A document as the operations below ask for it. */
export interface WorkData {
  readonly userId: string;
  readonly tenantId: string | null;
  readonly version: number;
  readonly metadataText: string;
}

/** What a change tells. */
export interface WorkState {
  readonly nativeId: string;
  readonly version: number;
}

/** The operations of one noun. */
export interface WorkOperations {
  readonly list: Operation;
  readonly show: Operation;
  readonly create: Operation;
  readonly update: Operation;
  readonly replace: Operation;
  readonly remove: Operation;
}

const document = 'userId tenantId version metadataText';

/** The operations of a noun; their texts are made once. */
export function workOperations({ noun, plural, type }: WorkNoun): WorkOperations {
  const state = `state: ${noun} { nativeId: ${noun}Id version }`;
  return {
    list: operation(`query Freezer${type}s($filter: ${type}Filter, $first: Int, $offset: Int, $marker: String) {
    list: ${plural}(filter: $filter, first: $first, offset: $offset, marker: $marker) { nodes { ${document} } }
  }`),
    show: operation(`query Freezer${type}($id: String!, $userId: String, $tenantId: String) {
    shown: ${noun}(${noun}Id: $id, userId: $userId, tenantId: $tenantId) { ${document} }
  }`),
    create: operation(`mutation FreezerCreate${type}($input: Create${type}Input!) {
    changed: create${type}(input: $input) { ${state} }
  }`),
    update: operation(`mutation FreezerUpdate${type}($input: Change${type}Input!) {
    changed: update${type}(input: $input) { ${state} }
  }`),
    replace: operation(`mutation FreezerReplace${type}($input: Replace${type}Input!) {
    changed: replace${type}(input: $input) { ${state} }
  }`),
    remove: operation(`mutation FreezerDelete${type}($input: ${type}LocatorInput!) {
    removed: delete${type}(input: $input) { deleted }
  }`),
  };
}

/** What is asked of jobs, and how sessions run. */
export const runOperations = {
  request: operation(`mutation FreezerRequestJob($input: RequestJobInput!) {
    requestJob(input: $input) { requested }
  }`),
  addJob: operation(`mutation FreezerAddSessionJob($input: SessionJobInput!) {
    addSessionJob(input: $input) { session { version } }
  }`),
  removeJob: operation(`mutation FreezerRemoveSessionJob($input: SessionJobInput!) {
    removeSessionJob(input: $input) { session { version } }
  }`),
  run: operation(`mutation FreezerRunSession($start: StartSessionInput!, $end: EndSessionInput!, $ends: Boolean!) {
    started: startSession(input: $start) @skip(if: $ends) { result session { sessionTag } }
    ended: endSession(input: $end) @include(if: $ends) { session { sessionTag } }
  }`),
};
