import { JsonText } from '../../../schema/json-text.js';
import { v1, v2, type Edition } from './edition.js';

/** The entry of 2015, byte for byte (freezer.md §3). */
const entryOfV1 =
  '{"id": "1", "status": "CURRENT", "updated": "2015-03-23T13:45:00", "links": [{"href": "/v1/", "rel": "self"}]}';

/** The versions there are: the document of 2015 with version 2 behind. */
export function versionDocument(origin: string): JsonText {
  const href = JSON.stringify(`${origin}/v2/`);
  return new JsonText(
    `{"versions": [${entryOfV1}, {"id": "v2", "status": "CURRENT", "updated": "2018-02-21T13:30:00", "links": [{"href": ${href}, "rel": "self"}]}]}`,
  );
}

const json = { 'application/json': {} };
const listMethods = ['GET', 'POST'];
const itemMethods = ['GET', 'PATCH', 'PUT', 'DELETE'];
const workMethods = ['GET', 'PATCH', 'POST', 'DELETE'];

/** The noun of a relation, its plural in the path, and what may be done with one. */
interface Relation {
  readonly noun: string;
  readonly plural: string;
  readonly methods: readonly string[];
}

const relations: readonly Relation[] = [
  { noun: 'backup', plural: 'backups', methods: itemMethods },
  { noun: 'client', plural: 'clients', methods: itemMethods },
  { noun: 'job', plural: 'jobs', methods: workMethods },
  { noun: 'action', plural: 'actions', methods: workMethods },
  { noun: 'session', plural: 'sessions', methods: workMethods },
];

/**
 * The home document of version 1 (draft-nottingham-json-home-03). The first relation is the one of
 * 2015 and unchanged, though more than GET is allowed there today.
 */
export const homeOfV1 = homeOf(v1, ['GET']);

/** The home document of version 2, whose addresses name a project. */
export const homeOfV2 = homeOf(v2, itemMethods);

function homeOf(edition: Edition, backupMethods: readonly string[]): object {
  const resources = relations.flatMap(({ noun, plural, methods }) => {
    const item = [
      `rel/${plural}`,
      itemOf(edition, noun, plural, plural === 'backups' ? backupMethods : methods),
    ];
    const list = [`rel/${noun}_list`, listOf(edition, plural)];
    return plural === 'backups' ? [item, list] : [list, item];
  });
  return { resources: Object.fromEntries(resources) as object };
}

function itemOf({ version }: Edition, noun: string, plural: string, allow: readonly string[]): object {
  const id = `${noun}_id`;
  return {
    'href-template': `${templateOf(version)}/${plural}/{${id}}`,
    'href-vars': { ...projectOf(version), [id]: `param/${id}` },
    hints: { allow, formats: json },
  };
}

function listOf({ version }: Edition, plural: string): object {
  const hints = { allow: listMethods, formats: json };
  return version === 'v1'
    ? { href: `/v1/${plural}`, hints }
    : { 'href-template': `${templateOf(version)}/${plural}`, 'href-vars': projectOf(version), hints };
}

function templateOf(version: Edition['version']): string {
  return version === 'v1' ? '/v1' : '/v2/{project_id}';
}

function projectOf(version: Edition['version']): Readonly<Record<string, string>> {
  return version === 'v1' ? {} : { project_id: 'param/project_id' };
}
