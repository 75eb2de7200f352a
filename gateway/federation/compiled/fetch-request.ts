import type { FetchNode } from '@apollo/query-planner';
import type { SubgraphRequest } from '../../../subgraphs/kernel/subgraph/executor.js';
import type { AnswerObject } from '../execution/positions.js';

type Variables = Readonly<Record<string, unknown>>;

/** The entities a request is about: as JSON and as objects, of which one is needed. */
export interface RequestedEntities {
  readonly texts: readonly string[];
  readonly objects: () => readonly (AnswerObject | undefined)[];
}

/** Writes the requests of one fetch: of their text only the variables change. */
export class FetchRequests {
  private readonly head: string;
  private readonly used: readonly { readonly name: string; readonly before: string }[];

  constructor(private readonly fetch: FetchNode) {
    const { operation, operationName, variableUsages = [], requires } = fetch;
    const name = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
    this.head = `{"query":${JSON.stringify(operation)}${name},"variables":{`;
    this.used = [...new Set(variableUsages)]
      .filter((used) => !requires || used !== 'representations')
      .map((used) => ({ name: used, before: `${JSON.stringify(used)}:` }));
  }

  /** The request with the variables that the fetch uses. */
  request(variables: Variables, entities?: RequestedEntities): SubgraphRequest {
    return new FetchRequest(this.fetch, this, variables, entities);
  }

  body(variables: Variables, entities: RequestedEntities | undefined): string {
    let text = this.head;
    let separator = '';
    for (const { name, before } of this.used) {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (value === undefined) continue;
      text += separator + before + JSON.stringify(value);
      separator = ',';
    }
    if (entities) text += `${separator}"representations":[${entities.texts.join(',')}]`;
    return `${text}}}`;
  }

  variables(given: Variables, entities: RequestedEntities | undefined): Record<string, unknown> {
    const variables: Record<string, unknown> = {};
    for (const { name } of this.used)
      if (Object.hasOwn(given, name) && given[name] !== undefined) variables[name] = given[name];
    if (entities) variables['representations'] = entities.objects();
    return variables;
  }
}

/** A request as text for subgraphs elsewhere, and with its variables as objects for those of this process. */
class FetchRequest implements SubgraphRequest {
  constructor(
    private readonly fetch: FetchNode,
    private readonly requests: FetchRequests,
    private readonly given: Variables,
    private readonly entities: RequestedEntities | undefined,
  ) {}

  get query(): string {
    return this.fetch.operation;
  }

  get operationName(): string | undefined {
    return this.fetch.operationName;
  }

  get variables(): Variables {
    return this.requests.variables(this.given, this.entities);
  }

  get entityCount(): number {
    return this.entities?.texts.length ?? 0;
  }

  get body(): string {
    return this.requests.body(this.given, this.entities);
  }
}
