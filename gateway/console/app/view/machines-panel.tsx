import type { JSX } from 'preact';
import { backUpMutation, stopNodeMutation } from '../graph/actions.js';
import { now } from '../state/clock.js';
import { machineFilter, machinePages, machines, type Machine, type Protection } from '../state/house.js';
import { openForm, openThing } from '../state/overlays.js';
import { mayChange } from '../state/session.js';
import { confirm, done } from './doing.js';
import { Empty, Panel, Problem } from './panel.js';
import { ago, bytes, exactly, spoken, when } from './words.js';

const protections: readonly (readonly [Protection, string, string])[] = [
  ['IS_PROTECTED', 'protected', 'finished'],
  ['NOT_PROTECTED', 'not protected', 'failed'],
  ['NO_SCHEDULE', 'no schedule', 'queued'],
];

/** Which machines are protected, by what, since when and when next. */
export function MachinesPanel(): JSX.Element {
  const found = machines.data.value?.virtualMachines;
  return (
    <Panel
      name="Protection"
      area="machines"
      count={found ? String(found.totalCount) : undefined}
      tools={<Tools />}
    >
      <Problem text={machines.problem.value} />
      {found === undefined ? <Empty title="Loading machines…" /> : null}
      {found && found.nodes.length === 0 ? <NoMachines /> : null}
      {found && found.nodes.length > 0 ? (
        <div class="scroll" tabIndex={0} role="group" aria-label="Virtual machines">
          <table class="machines">
            <thead>
              <tr>
                <th scope="col">Machine</th>
                <th scope="col">Node</th>
                <th scope="col">Policy</th>
                <th scope="col">Last backup</th>
                <th scope="col">Next run</th>
                <th scope="col">Status</th>
                <th scope="col">
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.nodes.map((machine) => (
                <MachineRow key={machine.id} machine={machine} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {found ? <Pages end={found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null} /> : null}
    </Panel>
  );
}

function MachineRow({ machine }: { readonly machine: Machine }): JSX.Element {
  const { id, name, policy, computeNode, lastBackupAt, lastBackup, nextBackupAt, protection } = machine;
  const [, words = '', tone = ''] = protections.find(([kind]) => kind === protection) ?? [];
  return (
    <tr>
      <th scope="row">
        <Name typename="VirtualMachine" id={id} name={name} />
      </th>
      <td data-label="Node">
        {computeNode ? <Name typename="ComputeNode" id={computeNode.id} name={computeNode.name} /> : '–'}
      </td>
      <td data-label="Policy">
        {policy ? <Name typename="Policy" id={policy.id} name={policy.name} /> : '–'}
      </td>
      <td data-label="Last backup" class="number" title={lastBackupAt ? exactly(lastBackupAt) : 'never'}>
        {lastBackupAt ? ago(lastBackupAt, now.value) : 'never'}
        {lastBackup && lastBackupAt ? <small> {bytes(lastBackup.size)}</small> : null}
      </td>
      <td data-label="Next run" class="number" title={nextBackupAt ? exactly(nextBackupAt) : 'no schedule'}>
        {when(nextBackupAt, now.value)}
      </td>
      <td data-label="Status">
        <span
          class={`state ${tone}`}
          title={machine.whyNotProtected ? spoken(machine.whyNotProtected) : words}
        >
          {words}
        </span>
      </td>
      <td class="actions">{mayChange() ? <Actions machine={machine} /> : null}</td>
    </tr>
  );
}

function Actions({ machine }: { readonly machine: Machine }): JSX.Element {
  const { guid, name, computeNode, restorable, present } = machine;
  const backUp = done(
    backUpMutation,
    { input: { virtualMachineGuids: [guid] } },
    `Backup of ${name} has begun`,
  );
  return (
    <>
      <button
        type="button"
        class="small"
        disabled={!present}
        aria-label={`Back up ${name} now`}
        onClick={() => void backUp()}
      >
        Back up
      </button>
      <button
        type="button"
        class="small"
        disabled={!restorable}
        aria-label={`Restore ${name}`}
        onClick={() => (openForm.value = { kind: 'restore', guid, name })}
      >
        Restore
      </button>
      <button
        type="button"
        class="small"
        disabled={computeNode?.state !== 'RUNNING'}
        aria-label={`Stop the node of ${name}`}
        onClick={() => stop(machine)}
      >
        Stop
      </button>
    </>
  );
}

/** Stopping a node destroys it: the Orchestrator knows no machine that is switched off. */
function stop({ computeNode, lastBackupAt }: Machine): void {
  if (!computeNode) return;
  const { name, nativeId, cloud } = computeNode;
  const input = { cloud: cloud?.name, nodeId: nativeId };
  confirm({
    title: `Stop the node ${name}?`,
    text: `Its cloud destroys it with everything on it. ${lastBackupAt ? `What there is to restore from was made ${exactly(lastBackupAt)}.` : 'There is no backup of it.'}`,
    verb: 'Stop and destroy',
    typed: name,
    act: done(stopNodeMutation, { input }, `Stopping ${name}`),
  });
}

function Name(props: { readonly typename: string; readonly id: string; readonly name: string }): JSX.Element {
  const { typename, id, name } = props;
  return (
    <button type="button" class="link" onClick={() => (openThing.value = { typename, id })}>
      {name}
    </button>
  );
}

function NoMachines(): JSX.Element {
  const { text, protection } = machineFilter.value;
  if (text !== '' || protection !== undefined)
    return <Empty title="No machine fits" text="Change the filter above." />;
  return <Empty title="No virtual machine yet" text="Start a node, or register a hypervisor manager." />;
}

function Tools(): JSX.Element {
  const { text, protection } = machineFilter.value;
  const narrow = (next: Partial<typeof machineFilter.value>): void => {
    machinePages.value = [];
    machineFilter.value = { text, protection, ...next };
  };
  return (
    <>
      <div class="chips" role="group" aria-label="Machines of this protection">
        {protections.map(([kind, words]) => (
          <button
            type="button"
            key={kind}
            class="chip"
            aria-pressed={protection === kind}
            onClick={() => narrow({ protection: protection === kind ? undefined : kind })}
          >
            {words}
          </button>
        ))}
      </div>
      <input
        type="search"
        class="narrow"
        placeholder="Filter machines"
        aria-label="Filter machines by name"
        value={text}
        onInput={({ currentTarget }) => narrow({ text: currentTarget.value })}
      />
      {mayChange() ? (
        <button type="button" class="small" onClick={() => (openForm.value = { kind: 'start' })}>
          Start a node
        </button>
      ) : null}
    </>
  );
}

/** Pages by cursor; the list may change under them. */
function Pages({ end }: { readonly end: string | null }): JSX.Element | null {
  const pages = machinePages.value;
  if (end === null && pages.length === 0) return null;
  return (
    <nav class="pages" aria-label="Pages of machines">
      <button
        type="button"
        class="small"
        disabled={pages.length === 0}
        onClick={() => (machinePages.value = pages.slice(0, -1))}
      >
        Previous
      </button>
      <span class="number">Page {pages.length + 1}</span>
      <button
        type="button"
        class="small"
        disabled={end === null}
        onClick={() => {
          if (end !== null) machinePages.value = [...pages, end];
        }}
      >
        Next
      </button>
    </nav>
  );
}
