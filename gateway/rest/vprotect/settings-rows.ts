import { z } from 'zod';
import { operation, type IdentifiedRequest, type OperationRow, type Row } from '../route.js';
import { given, optionalName, optionalText } from './body-values.js';
import { invalid, notFound } from './faults.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { listOperation } from './list-operation.js';
import { listRow } from './list-row.js';
import { readBody } from './read-body.js';
import { reference, textOf, type Named } from './wire-values.js';

/** People reports are sent to. */
interface MailingListData extends Named {
  readonly recipients: readonly string[];
}

/** How a machine is reached by SSH; what is secret in it is never shown. */
interface CredentialData extends Named {
  readonly user: string | null;
  readonly sshKeyPath: string | null;
}

const mailingListFields = 'guid name recipients';
const credentialFields = 'guid name user sshKeyPath';

const recipient = z
  .union([z.string(), z.object({ email: z.string() }).transform(({ email }) => email)])
  .transform((address) => address.trim())
  .refine((address) => /^[^\s@,;]+@[^\s@,;]+$/.test(address), 'must be an address of mail');

const mailingListBody = z.object({ name: optionalName, recipients: z.array(recipient).max(1000).nullish() });

const credentialBody = z.object({
  name: optionalName,
  user: optionalText,
  sshKeyPath: optionalText,
  password: z.string().max(4096).nullish(),
});

/** One kind of thing that is made, changed and removed whole. */
interface Thing<N> {
  readonly path: string;
  readonly what: string;
  readonly noun: string;
  readonly root: string;
  readonly list: string;
  readonly fields: string;
  readonly body: z.ZodType;
  readonly shape: (node: N) => Readonly<Record<string, unknown>>;
  readonly input: (request: IdentifiedRequest) => Readonly<Record<string, unknown>>;
}

function rowsOf<N>(thing: Thing<N>): Row[] {
  const { path, what, noun, root, list, fields, body, shape, input } = thing;
  const item = `${path}/:guid`;
  const changed = (verb: string) =>
    operation(`mutation Vprotect${verb}${noun}($input: ${verb}${noun}Input!) {
  changed: ${verb.toLowerCase()}${noun}(input: $input) { item: ${root} { ${fields} } }
}`);
  return [
    listRow<N>({
      path,
      summary: `Every ${what}.`,
      operation: listOperation(`Vprotect${noun}s`, list, {}, fields),
      shape,
    }),
    changeRow<{ changed: { item: N } }>({
      method: 'POST',
      path,
      status: 201,
      summary: `Makes a ${what}.`,
      body,
      operation: changed('Create'),
      variables: (request) => {
        const made = given(input(request));
        if (made['name'] === undefined)
          throw invalid('name is required', [{ field: 'name', message: 'is required' }]);
        return { input: made };
      },
      shape: ({ changed: { item: made } }) => shape(made),
    }),
    itemRow<{ readonly nodes: readonly N[] }>(
      item,
      what,
      operation(
        `query Vprotect${noun}($guid: ID!) { item: ${list}(filter: { guids: [$guid] }, first: 1) { nodes { ${fields} } } }`,
      ),
      ({ nodes: [node] }) => {
        if (!node) throw notFound(what);
        return shape(node);
      },
    ),
    changeRow<{ changed: { item: N } }>({
      method: 'PUT',
      path: item,
      status: 200,
      summary: `Changes a ${what}; what is not sent stays.`,
      body,
      operation: changed('Update'),
      variables: (request) => ({ input: { guid: pathGuid(request, what), ...input(request) } }),
      shape: ({ changed: { item: made } }) => shape(made),
    }),
    changeRow({
      method: 'DELETE',
      path: item,
      summary: `Removes a ${what}.`,
      operation: operation(`mutation VprotectDelete${noun}($input: Delete${noun}Input!) {
  delete${noun}(input: $input) { guid }
}`),
      variables: (request) => ({ input: { guid: pathGuid(request, what) } }),
    }),
  ];
}

/** Settings that web interfaces read at their start; most are of no meaning here. */
const globalSettings = {
  multiTenancyEnabled: true,
} as const;

/** Mailing lists, credentials and global settings (vprotect.md 3.10). */
export function settingsRows(timeZone: string): Row[] {
  return [
    {
      method: 'GET',
      path: '/global-settings',
      access: 'dialect',
      status: 200,
      document: { summary: 'Settings of the installation that interfaces look at.' },
      operation: operation('query VprotectMailing { mailConfigured: canSendBackupReports }'),
      variables: () => ({}),
      shape: ({ mailConfigured }) => ({
        ...globalSettings,
        mailConfigured: mailConfigured === true,
        timeZone,
      }),
    } satisfies OperationRow<{ readonly mailConfigured: boolean | null }>,
    ...rowsOf<MailingListData>({
      path: '/mailing-lists',
      what: 'mailing list',
      noun: 'MailingList',
      root: 'mailingList',
      list: 'mailingLists',
      fields: mailingListFields,
      body: mailingListBody,
      shape: ({ recipients, ...list }) => ({
        ...reference(list),
        recipients,
        recipientCount: recipients.length,
      }),
      input: (request) => {
        const { name, recipients } = readBody(mailingListBody, request);
        return { name: name ?? undefined, recipients: recipients ?? undefined };
      },
    }),
    ...rowsOf<CredentialData>({
      path: '/credential',
      what: 'credential',
      noun: 'Credential',
      root: 'credential',
      list: 'credentials',
      fields: credentialFields,
      body: credentialBody,
      shape: ({ user, sshKeyPath, ...credential }) => ({
        ...reference(credential),
        user: textOf(user),
        sshKeyPath: textOf(sshKeyPath),
      }),
      input: (request) => {
        const { name, user, sshKeyPath, password } = readBody(credentialBody, request);
        return { name: name ?? undefined, user, sshKeyPath, password };
      },
    }),
  ];
}
