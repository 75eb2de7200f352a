import { ConfigError } from '../../subgraphs/kernel/config/load.js';

/** What `infragraph tail` can show. */
export const tailed = ['tasks', 'alerts'] as const;
export type Tailed = (typeof tailed)[number];

interface TailOperation {
  readonly query: string;
  /** What the events can be narrowed to: how each word becomes a variable. */
  readonly filters: Readonly<Record<string, (value: string) => Readonly<Record<string, unknown>>>>;
}

const task =
  'guid type title state step progress rate unitsDone unitsTotal attempts error { message } finishedAt';

const operations: Readonly<Record<Tailed, TailOperation>> = {
  tasks: {
    query: `subscription TailTasks($after: EventCursor, $guid: ID, $workflow: ID, $about: TaskAboutInput, $types: [String!], $tenantId: String) {
      taskEvents(after: $after, guid: $guid, workflow: $workflow, about: $about, types: $types, tenantId: $tenantId) {
        cursor kind at tasks { ${task} }
      }
    }`,
    filters: {
      guid: (guid) => ({ guid }),
      workflow: (workflow) => ({ workflow }),
      tenant: (tenantId) => ({ tenantId }),
      type: (value) => ({ types: value.split('+') }),
      about: (value) => {
        const [kind = '', ...id] = value.split(':');
        if (id.length === 0)
          throw new ConfigError(['--filter about must be a kind and an id, such as about=Cloud:default']);
        return { about: { kind, id: id.join(':') } };
      },
    },
  },
  alerts: {
    query: `subscription TailAlerts($after: EventCursor, $storageUuid: String, $severities: [AlertSeverity!]) {
      alertEvents(after: $after, storageUuid: $storageUuid, severities: $severities) {
        cursor kind at alerts { alertName severity location description storage { name } }
      }
    }`,
    filters: {
      storage: (storageUuid) => ({ storageUuid }),
      severity: (value) => ({ severities: value.toUpperCase().split('+') }),
    },
  },
};

/** The subscription to tail, with the variables of a filter such as `type=backup.vm.export+backup.vm.store,tenant=lab`. */
export function tailOperation(
  what: Tailed,
  filter: string | undefined,
): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } {
  const { query, filters } = operations[what];
  const variables: Record<string, unknown> = {};
  for (const pair of (filter ?? '').split(',').filter((one) => one.trim() !== '')) {
    const [name = '', ...value] = pair.split('=').map((part) => part.trim());
    const read = filters[name];
    if (!read || value.length === 0)
      throw new ConfigError([
        `--filter must hold pairs such as ${Object.keys(filters)
          .map((known) => `${known}=…`)
          .join(', ')}, not "${pair.trim()}"`,
      ]);
    Object.assign(variables, read(value.join('=')));
  }
  return { query, variables };
}
