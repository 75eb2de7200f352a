import type { JSX } from 'preact';
import { syncStorageMutation } from '../graph/actions.js';
import { capacity, type Room, type ShownStorage } from '../state/house.js';
import { openThing } from '../state/overlays.js';
import { mayChange } from '../state/session.js';
import { Bar, fullness } from './bar.js';
import { done } from './doing.js';
import { Empty, Panel, Problem } from './panel.js';
import { bytes, share, spoken } from './words.js';

/** How full the storages and their pools are. */
export function CapacityPanel(): JSX.Element {
  const found = capacity.data.value?.storages;
  return (
    <Panel name="Capacity" area="capacity" count={found ? String(found.totalCount) : undefined}>
      <Problem text={capacity.problem.value} />
      <div class="scroll" tabIndex={0} role="group" aria-label="Storages and their pools">
        {found === undefined ? <Empty title="Loading storages…" /> : null}
        {found?.nodes.length === 0 ? (
          <Empty title="No storage yet" text="Register one with registerStorage, or POST /v1/storages." />
        ) : null}
        {found?.nodes.map((storage) => (
          <StorageRooms key={storage.id} storage={storage} />
        ))}
      </div>
    </Panel>
  );
}

function StorageRooms({ storage }: { readonly storage: ShownStorage }): JSX.Element {
  const { id, uuid, statusKind, syncStatus, reachable, storagePools } = storage;
  const name = storage.name ?? 'Storage';
  const bad = reachable === false || statusKind === 'OFFLINE' || statusKind === 'ABNORMAL';
  const sync = done(syncStorageMutation, { input: { storageUuid: uuid } }, `Sync of ${name} has begun`);
  return (
    <article class="storage" aria-label={name}>
      <header>
        <button
          type="button"
          class="link title"
          onClick={() => (openThing.value = { typename: 'Storage', id })}
        >
          {name}
        </button>
        <span class={`state ${bad ? 'failed' : statusKind === 'NORMAL' ? 'finished' : 'queued'}`}>
          {reachable === false ? 'unreachable' : spoken(statusKind)}
        </span>
        {mayChange() ? (
          <button
            type="button"
            class="small"
            aria-label={`Sync ${name}`}
            disabled={syncStatus === 'SYNCING'}
            onClick={() => void sync()}
          >
            {syncStatus === 'SYNCING' ? 'Syncing…' : 'Sync'}
          </button>
        ) : null}
      </header>
      <RoomBar room={storage} what="Storage" strong />
      {storagePools.nodes.map((pool) => (
        <RoomBar key={pool.id} room={pool} what="StoragePool" />
      ))}
      {storagePools.totalCount > storagePools.nodes.length ? (
        <p class="more">{storagePools.totalCount - storagePools.nodes.length} more pools</p>
      ) : null}
    </article>
  );
}

interface RoomProps {
  readonly room: Room;
  readonly what: 'Storage' | 'StoragePool';
  readonly strong?: boolean;
}

function RoomBar({ room, what, strong = false }: RoomProps): JSX.Element {
  const { id, name, usedCapacity, totalCapacity } = room;
  const part = share(usedCapacity, totalCapacity);
  return (
    <div class={strong ? 'room strong' : 'room'}>
      {strong ? (
        <span class="name">whole</span>
      ) : (
        <button type="button" class="link name" onClick={() => (openThing.value = { typename: what, id })}>
          {name ?? 'pool'}
        </button>
      )}
      <span class="number">
        {bytes(usedCapacity)} of {bytes(totalCapacity)}
      </span>
      <span class="number">{Math.round(part * 100)} %</span>
      <Bar part={part} label={`Used of ${name ?? what}`} tone={fullness(part)} />
    </div>
  );
}
