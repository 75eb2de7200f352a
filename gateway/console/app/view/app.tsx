import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { ask, change } from '../graph/ask.js';
import { logoutMutation, viewerQuery } from '../graph/operations.js';
import { connection } from '../state/connection.js';
import { openHouse } from '../state/house.js';
import { notices, openForm } from '../state/overlays.js';
import { endSession, mayRead, viewer, type Viewer } from '../state/session.js';
import { theme, type Theme } from '../state/theme.js';
import { AlertsPanel } from './alerts-panel.js';
import { CapacityPanel } from './capacity-panel.js';
import { CardDialog } from './card.js';
import { MachinesPanel } from './machines-panel.js';
import { QuestionDialog } from './question.js';
import { RestoreForm } from './restore-form.js';
import { SearchBox } from './search-box.js';
import { SignIn } from './sign-in.js';
import { StartForm } from './start-form.js';
import { TasksPanel } from './tasks-panel.js';
import { TopStrip } from './top-strip.js';

const askAgainMs = 1000;

/** The whole page: who looks decides what it is. */
export function App(): JSX.Element {
  useEffect(() => void askViewer(), []);
  if (viewer.value === undefined) return <p class="loading">Connecting…</p>;
  return mayRead() ? <House /> : <SignIn signedIn={askViewer} />;
}

/** Asks until the server answers. */
async function askViewer(): Promise<void> {
  const { data } = await ask<{ readonly viewer: Viewer | null }>(viewerQuery);
  if (data?.viewer) viewer.value = data.viewer;
  else setTimeout(() => void askViewer(), askAgainMs);
}

function House(): JSX.Element {
  useEffect(openHouse, []);
  return (
    <>
      <header class="top">
        <h1>Infragraph</h1>
        <SearchBox />
        <Reader />
      </header>
      <Banner />
      <main>
        <TopStrip />
        <TasksPanel />
        <AlertsPanel />
        <MachinesPanel />
        <CapacityPanel />
      </main>
      <Overlays />
    </>
  );
}

function Reader(): JSX.Element {
  const { kind, name, role } = viewer.value ?? {};
  const leave = async (): Promise<void> => {
    await change(logoutMutation, {});
    endSession();
  };
  return (
    <div class="reader">
      <select
        aria-label="Colours"
        value={theme.value}
        onChange={({ currentTarget }) => (theme.value = currentTarget.value as Theme)}
      >
        <option value="auto">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
      {kind === 'ACCOUNT' ? (
        <button
          type="button"
          class="small"
          onClick={() => void leave()}
          title={`${name ?? ''}, ${role?.toLowerCase() ?? ''}`}
        >
          Sign out
        </button>
      ) : null}
    </div>
  );
}

/** Says that what is shown may be old. */
function Banner(): JSX.Element | null {
  const state = connection.value;
  if (state === 'live' || state === 'connecting') return null;
  return (
    <p class={`banner ${state}`} role="alert">
      {state === 'reconnecting'
        ? 'The connection is lost; trying again. What you see was true a moment ago.'
        : 'The server cannot be reached. What you see is old; it is brought up to date as soon as the server is back.'}
    </p>
  );
}

function Overlays(): JSX.Element {
  const form = openForm.value;
  return (
    <>
      <CardDialog />
      {form?.kind === 'restore' ? <RestoreForm key={form.guid} guid={form.guid} name={form.name} /> : null}
      {form?.kind === 'start' ? <StartForm /> : null}
      <QuestionDialog />
      <div class="notices" role="status">
        {notices.value.map(({ number, text, failed }) => (
          <p key={number} class={failed ? 'failed' : ''}>
            {text}
          </p>
        ))}
      </div>
    </>
  );
}
