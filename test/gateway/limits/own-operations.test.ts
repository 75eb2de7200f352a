import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getIntrospectionQuery, Kind, parse, validate, type FragmentDefinitionNode } from 'graphql';
import { documentedDialects } from '../../../bin/commands/dialects.js';
import { exampleOperations } from '../../../gateway/console/example-operations.js';
import { apiSchemaOf } from '../../../gateway/federation/federation.js';
import { defaultLimits } from '../../../gateway/limits/config.js';
import { readCostDirectives } from '../../../gateway/limits/cost-directives.js';
import { costOf } from '../../../gateway/limits/operation-cost.js';
import { sizeOf } from '../../../gateway/limits/operation-size.js';
import { benchCases } from '../../bench/cases.js';
import { walks } from '../../journeys/walks.js';
import { pages } from '../../support/pages.js';
import { readSource } from '../../support/source-tree.js';

interface Own {
  readonly title: string;
  readonly text: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A page of a portal about one machine, with all that the four systems know of it. */
const machinePage = `query MachinePage($guid: ID!) {
  virtualMachine(guid: $guid) {
    guid uuid name present protection whyNotProtected incrementalNotPossible nextBackupAt lastBackupSize
    hypervisor { name } manager { name url } cluster { name } project { name } networkInterfaces { name }
    policy { name rules { name schedules { name nextRuns(first: 3) } } }
    disks { name size }
    lastBackup { guid type status snapshotTime size destination { name } }
    backups(first: 20) { totalCount pageInfo { endCursor } nodes { guid type status snapshotTime size } }
    runningTasks { guid workType state progress whyQueued }
    backupRecords(first: 10) { nodes { backupId takenAt level client { clientId } } }
    computeNode {
      name state publicIps cloud { name reachable }
      volumes {
        name totalCapacity
        pool { name freeCapacity disks { name healthScore } }
        storage { name statusKind openAlerts { alertName severity description } }
      }
    }
  }
}`;

/** The first page of a portal. */
const overview = `query Overview {
  storages(first: 20) { nodes { name statusKind totalCapacity openAlerts { alertName severity } } }
  alerts(first: 20) { totalCount nodes { alertName severity storage { name } } }
  tasks(first: 20) { totalCount nodes { guid type state progress createdAt } }
  clouds { name reachable nodes(first: 50) { totalCount nodes { name state } } }
  virtualMachines(first: 50) { totalCount nodes { name protection whyNotProtected lastBackup { status } } }
  backupRecords(first: 20) { nodes { backupId takenAt } }
}`;

const supergraph = readSource('schema/supergraph.graphql');
const schema = apiSchemaOf(supergraph);
const model = {
  schema,
  directives: readCostDirectives(parse(supergraph)),
  listSize: defaultLimits.costListSize,
};

function ownOperations(): readonly Own[] {
  const rest = documentedDialects().flatMap(({ name, rows }) =>
    rows.flatMap((row) =>
      'operation' in row ? [{ title: `${name} ${row.operation.name}`, text: row.operation.text }] : [],
    ),
  );
  const documented = pages().flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'graphql')
      .map(({ text, line }) => ({ title: `${path}:${line}`, text })),
  );
  const measured = benchCases.flatMap(({ name, request }) => {
    const { path, body } = request(new Proxy({}, { get: () => 'x' }) as Parameters<typeof request>[0]);
    if (path !== '/graphql' || body === undefined) return [];
    const { query } = JSON.parse(String(body)) as { query: string };
    return [{ title: `bench ${name}`, text: query }];
  });
  return [
    ...rest,
    ...documented,
    ...measured,
    ...exampleOperations.map((text, i) => ({ title: `tab ${i} of the IDE`, text })),
    ...walks.map(({ title, query }) => ({ title, text: query, variables: { first: 50 } })),
    { title: 'the page of a machine', text: machinePage },
    { title: 'the overview', text: overview },
    {
      title: 'the introspection of the IDE',
      text: getIntrospectionQuery({
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    },
  ];
}

type Figures = Readonly<Record<string, number>>;

function figuresOf({ text, variables = {} }: Own): readonly Figures[] {
  const document = parse(text);
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens++;
  return document.definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) return [];
    const cost = costOf(operation, fragments, model);
    return [
      { ...sizeOf(operation, fragments), cost: typeof cost === 'number' ? cost : cost(variables), tokens },
    ];
  });
}

describe('the usual limits', () => {
  const own = ownOperations();

  test('are measured on operations that are fit for the schema', () => {
    const wrong = own.filter(({ text }) => validate(schema, parse(text)).length > 0);

    assert.ok(own.length > 200);
    assert.deepEqual(
      wrong.map(({ title, text }) => [title, validate(schema, parse(text))[0]?.message]),
      [],
    );
  });

  for (const name of [
    'depth',
    'introspectionDepth',
    'aliases',
    'directives',
    'rootFields',
    'selections',
    'cost',
    'tokens',
  ] as const)
    test(`leave twice the room of our own largest operation: ${name}`, (t) => {
      const largest = own
        .flatMap((one) => figuresOf(one).map((figures) => ({ title: one.title, figure: figures[name] ?? 0 })))
        .reduce((a, b) => (b.figure > a.figure ? b : a));

      t.diagnostic(`${name}: ${largest.figure} of ${defaultLimits[name]} (${largest.title})`);
      assert.ok(largest.figure > 0);
      assert.ok(
        2 * largest.figure <= defaultLimits[name],
        `"${largest.title}" has ${largest.figure}, and ${defaultLimits[name]} is the limit`,
      );
    });

  test('know what the schema itself says of costs', () => {
    const login = 'mutation { login(input: {name: "a", password: "b"}) { token } }';
    const groups = '{ storageHosts(first: 5) { nodes { hostGroups { name } } } }';

    assert.deepEqual(
      [login, groups].map((text) => figuresOf({ title: text, text })[0]?.['cost']),
      [300, 1 + 5 * (1 + 3)],
    );
  });
});
