import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { restoreMutation } from '../graph/actions.js';
import { ask, type Answer } from '../graph/ask.js';
import { restorePointsQuery } from '../graph/operations.js';
import { openForm } from '../state/overlays.js';
import { confirm, done } from './doing.js';
import { closeAround, Modal } from './modal.js';
import { Empty, Problem } from './panel.js';
import { bytes, exactly, spoken } from './words.js';

interface Points {
  readonly virtualMachine: {
    readonly manager: { readonly guid: string; readonly name: string } | null;
    readonly backups: {
      readonly nodes: readonly {
        readonly guid: string;
        readonly type: string;
        readonly size: number | string;
        readonly snapshotTime: string;
      }[];
    };
  } | null;
}

/** Chooses a backup of a machine and what becomes of it: a new machine, or the old one replaced. */
export function RestoreForm({ guid, name }: { readonly guid: string; readonly name: string }): JSX.Element {
  const [answer, setAnswer] = useState<Answer<Points>>();
  const [backupGuid, setBackup] = useState<string>();
  const [newName, setName] = useState(`${name}-restored`);
  const [replace, setReplace] = useState(false);
  useEffect(() => void ask<Points>(restorePointsQuery, { machine: guid }).then(setAnswer), [guid]);
  const machine = answer?.data?.virtualMachine;
  const points = machine?.backups.nodes ?? [];
  const chosen = backupGuid ?? points[0]?.guid;
  const target = replace ? name : newName.trim();

  const restore = (): void => {
    const input = {
      mode: 'IMPORT',
      backupGuid: chosen,
      hypervisorManagerGuid: machine?.manager?.guid,
      name: target,
      overwrite: replace,
      powerOn: true,
    };
    const act = done(restoreMutation, { input }, `Restore of ${name} has begun`);
    if (!replace) return void act();
    confirm({
      title: `Replace ${name}?`,
      text: 'The machine as it is now is deleted once the restored one is whole. What has changed since the backup is lost.',
      verb: 'Restore and replace',
      typed: name,
      act,
    });
  };

  return (
    <Modal name={`Restore ${name}`} class="form" close={() => (openForm.value = undefined)}>
      <form method="dialog" onSubmit={restore}>
        <h2>Restore {name}</h2>
        <Problem text={answer?.problem} />
        {answer === undefined ? <Empty title="Loading backups…" /> : null}
        {answer?.data && points.length === 0 ? <Empty title="There is no backup to restore from" /> : null}
        {points.length > 0 ? (
          <>
            <label>
              Backup
              <select value={chosen} onChange={({ currentTarget }) => setBackup(currentTarget.value)}>
                {points.map((point) => (
                  <option key={point.guid} value={point.guid}>
                    {exactly(point.snapshotTime)} · {spoken(point.type)} · {bytes(point.size)}
                  </option>
                ))}
              </select>
            </label>
            <label class="choice">
              <input type="radio" name="target" checked={!replace} onChange={() => setReplace(false)} />
              As a new machine
            </label>
            <label>
              Name of the new machine
              <input
                value={newName}
                disabled={replace}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
            </label>
            <label class="choice">
              <input type="radio" name="target" checked={replace} onChange={() => setReplace(true)} />
              In place of {name}, which is deleted
            </label>
          </>
        ) : null}
        <p class="buttons">
          <button type="button" onClick={({ currentTarget }) => closeAround(currentTarget)}>
            Close
          </button>
          <button
            type="submit"
            class={replace ? 'danger' : 'main'}
            disabled={!chosen || !machine?.manager || target === ''}
          >
            Restore
          </button>
        </p>
      </form>
    </Modal>
  );
}
