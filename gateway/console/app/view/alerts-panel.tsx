import type { JSX } from 'preact';
import { clearAlertMutation } from '../graph/actions.js';
import { openAlerts, type Alert } from '../state/alerts.js';
import { now } from '../state/clock.js';
import { openThing } from '../state/overlays.js';
import { mayChange } from '../state/session.js';
import { done } from './doing.js';
import { Empty, Panel } from './panel.js';
import { ago, exactly, spoken } from './words.js';

const mostRows = 100;

/** What is wrong now, the newest first. */
export function AlertsPanel(): JSX.Element {
  const alerts = openAlerts.value;
  return (
    <Panel name="Alerts" area="alerts" count={alerts && String(alerts.length)}>
      <div class="scroll" tabIndex={0} role="group" aria-label="Open alerts">
        {alerts === undefined ? <Empty title="Loading alerts…" /> : null}
        {alerts?.length === 0 ? <Empty title="All quiet" text="No storage reports a fault." /> : null}
        {alerts && alerts.length > 0 ? (
          <ul class="alerts" aria-live="polite" aria-relevant="additions">
            {alerts.slice(0, mostRows).map((alert) => (
              <AlertRow key={alert.uuid} alert={alert} />
            ))}
          </ul>
        ) : null}
        {alerts && alerts.length > mostRows ? <p class="more">{alerts.length - mostRows} more</p> : null}
      </div>
    </Panel>
  );
}

function AlertRow({ alert }: { readonly alert: Alert }): JSX.Element {
  const { id, severityKind, alertName, storage, location, description, firstAt, sequenceNumber } = alert;
  const name = alertName ?? 'Alert without a name';
  const input = { storageUuid: alert.storageUuid, sequenceNumber };
  return (
    <li class={`alert ${severityKind.toLowerCase()}`}>
      <p class="head">
        <span class="severity">{spoken(severityKind)}</span>
        <time class="number" dateTime={firstAt} title={exactly(firstAt)}>
          {ago(firstAt, now.value)}
        </time>
      </p>
      <button type="button" class="link title" onClick={() => (openThing.value = { typename: 'Alert', id })}>
        {name}
      </button>
      <p class="where">
        {[storage?.name, location, Number(alert.occurrences) > 1 ? `${alert.occurrences} times` : null]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {description ? <p class="text">{description}</p> : null}
      {sequenceNumber !== null && mayChange() ? (
        <button
          type="button"
          class="small"
          aria-label={`Clear ${name}`}
          onClick={() => void done(clearAlertMutation, { input }, `Cleared: ${name}`)()}
        >
          Clear
        </button>
      ) : null}
    </li>
  );
}
