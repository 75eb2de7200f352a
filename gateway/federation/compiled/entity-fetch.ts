import type { FetchAnswer } from '../execution/fetch.js';
import type { AnswerObject } from '../execution/positions.js';
import { leaveOut } from '../execution/leave-out.js';
import { rewrite } from '../execution/rewrites.js';
import { isNameOfObjects } from '../execution/type-conditions.js';
import { asGraphQLError } from '../execution/run-plan.js';
import { provedBy } from '../planning/proofs.js';
import { noteEntityErrors, type FetchSource } from './compiled-fetch.js';
import type { CompiledRun } from './compiled-run.js';
import { compileMerge, entityKeys, type Merge } from './entity-merge.js';
import { MemoEntry } from './entity-memo.js';
import { Unifying } from './unifying.js';
import { FetchRequests } from './fetch-request.js';
import { compileCollect, type Collect, type FoundObjects } from './object-paths.js';
import { representationReader, type RepresentationReader } from './representation-reader.js';

/** Objects of the answer, and for each the entity it is. */
interface Targets {
  readonly objects: readonly AnswerObject[];
  readonly entries: readonly MemoEntry[];
}

/** A fetch of entities. Each is asked about once, and not at all where a fetch of its group has asked or is asking. */
export class EntityFetch {
  private readonly requests: FetchRequests;
  private readonly collect: Collect;
  private readonly read: RepresentationReader;
  private readonly merge: Merge;
  private readonly lastName: string;
  private readonly proves: string | undefined;

  constructor(
    private readonly source: FetchSource,
    private readonly group: string,
    private readonly unifies: boolean,
  ) {
    const { schema, fetch, path, shared, generate } = source;
    this.requests = new FetchRequests(fetch);
    this.collect = compileCollect(path, shared, generate, unifies);
    this.read = representationReader(schema, fetch, generate);
    this.merge = compileMerge(entityKeys(fetch), fetch, generate);
    this.lastName = String(path.at(-1));
    this.proves = provedBy(fetch);
  }

  async run(run: CompiledRun): Promise<void> {
    await this.fill(run, this.collect(run.root));
  }

  private async fill(run: CompiledRun, { objects: candidates, holders }: FoundObjects): Promise<void> {
    const known = run.memo.of(this.group);
    const objects: AnswerObject[] = [];
    const entries: MemoEntry[] = [];
    const asked: MemoEntry[] = [];
    const others = new Set<MemoEntry>();
    const unifying = this.unifies ? new Unifying(this.lastName) : undefined;
    const { isPlain } = run;
    for (let index = 0; index < candidates.length; index++) {
      const object = candidates[index] as AnswerObject;
      const key = this.read.key(object, isPlain);
      if (key === undefined) continue;
      let entry = known.get(key);
      if (!entry) {
        entry = new MemoEntry(key, this.read.text(object, isPlain) ?? key, object);
        known.set(key, entry);
        asked.push(entry);
      } else if (entry.asked && entry.entity === undefined) others.add(entry);
      if (unifying?.replaces(entry, object, holders[index])) continue;
      objects.push(object);
      entries.push(entry);
    }
    if (objects.length === 0) return;
    const targets = { objects, entries };
    if (asked.length > 0) {
      const answered = this.ask(run, known, asked, targets);
      for (const entry of asked) entry.asked = answered;
      await answered;
    }
    for (const { asked: answered } of others) await answered;
    await this.mergeAll(run, targets, others);
  }

  /** What another fetch failed to get is asked for once more: its errors are told of its own places alone. */
  private async mergeAll(
    run: CompiledRun,
    { objects, entries }: Targets,
    others: ReadonlySet<MemoEntry>,
  ): Promise<void> {
    const again: AnswerObject[] = [];
    const absent = new Set<AnswerObject>();
    objects.forEach((object, index) => {
      const entry = entries[index];
      if (!entry) return;
      if (entry.failed && others.has(entry)) again.push(object);
      else if (entry.entity) this.merge(object, entry.entity);
      else absent.add(object);
    });
    if (this.proves !== undefined) leaveOut(run.root, this.proves, absent);
    if (again.length > 0) await this.fill(run, { objects: again, holders: [] });
  }

  /** Never rejects: what goes wrong is an error of the run, and not remembered. */
  private async ask(
    run: CompiledRun,
    known: Map<string, MemoEntry>,
    asked: readonly MemoEntry[],
    targets: Targets,
  ): Promise<void> {
    const { fetch } = this.source;
    const fail = (entry: MemoEntry): void => {
      entry.failed = true;
      if (known.get(entry.key) === entry) known.delete(entry.key);
    };
    try {
      const answer = await run.send(
        fetch.serviceName,
        this.requests.request(run.variables, {
          texts: asked.map(({ representation }) => representation),
          objects: () => asked.map(({ source }) => this.read.object(source)),
        }),
      );
      run.received(answer);
      if (answer.errors?.length) {
        noteEntityErrors(run, this.source, answer.errors, indexesOf(asked, targets));
        for (const { path } of answer.errors) {
          const entry = typeof path?.[1] === 'number' ? asked[path[1]] : undefined;
          for (const one of entry ? [entry] : asked) fail(one);
        }
      }
      this.keep(asked, answer);
    } catch (error) {
      run.errors.push(asGraphQLError(error));
    }
    for (const entry of asked) if (entry.entity === undefined) fail(entry);
  }

  private keep(asked: readonly MemoEntry[], answer: FetchAnswer): void {
    const entities = answer.data?.['_entities'];
    if (answer.data == null || (entities == null && answer.errors)) return;
    if (!Array.isArray(entities) || entities.length !== asked.length)
      throw new Error(
        `The subgraph "${this.source.fetch.serviceName}" did not answer for each of ${asked.length} entities.`,
      );
    asked.forEach((entry, index) => {
      entry.entity = this.completed(entities[index] as AnswerObject | null, entry.source);
    });
  }

  private completed(entity: AnswerObject | null, source: AnswerObject): AnswerObject | null {
    if (typeof entity !== 'object' || entity === null) return null;
    const { schema, fetch } = this.source;
    // A subgraph that knows the entity as an interface object does not know what it really is.
    const isNamed = isNameOfObjects(schema, entity['__typename']);
    const isKept = isNamed || entity['__typename'] === undefined;
    if (isKept && !fetch.outputRewrites?.length) return entity;
    if (!isNamed) entity['__typename'] = source['__typename'];
    rewrite(schema, fetch.outputRewrites, entity);
    if (!isNamed) delete entity['__typename'];
    return entity;
  }
}

function indexesOf(
  asked: readonly MemoEntry[],
  { objects, entries }: Targets,
): ReadonlyMap<AnswerObject, number> {
  const places = new Map(asked.map((entry, index) => [entry, index]));
  const indexes = new Map<AnswerObject, number>();
  objects.forEach((object, i) => {
    const entry = entries[i];
    const index = entry && places.get(entry);
    if (index !== undefined) indexes.set(object, index);
  });
  return indexes;
}
