import type { JSX } from 'preact';
import { openThing } from '../state/overlays.js';
import { bytes, exactly, spoken } from './words.js';

/** Anything the graph answers with. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | RecordOf;
interface RecordOf {
  readonly [name: string]: Value;
}

const inBytes = /(?:capacity|size|space)$/i;
const inTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Said elsewhere, or for programs alone. */
const leftOut = new Set(['__typename', 'id']);

/** What a thing tells of itself, and below it what it is related to, each to be looked at in its turn. */
export function Facts({ of }: { readonly of: RecordOf }): JSX.Element {
  const heading = nameOf(of);
  const entries = Object.entries(of).filter(([name, value]) => !leftOut.has(name) && value !== heading);
  const plain = entries.filter(([, value]) => !isRecord(value) && !isListOfRecords(value));
  const related = entries.filter(([, value]) => isRecord(value) || isListOfRecords(value));
  return (
    <>
      <dl class="facts">
        {plain.map(([name, value]) => (
          <div key={name}>
            <dt>{spoken(name)}</dt>
            <dd>{said(name, value)}</dd>
          </div>
        ))}
      </dl>
      {related.map(([name, value]) => (
        <Related key={name} name={name} value={value} />
      ))}
    </>
  );
}

function Related({ name, value }: { readonly name: string; readonly value: Value }): JSX.Element {
  const things = listOf(value);
  return (
    <section class="related">
      <h3>
        {spoken(name)}{' '}
        {Array.isArray(value) || isConnection(value) ? <span class="count">{things.length}</span> : null}
      </h3>
      {things.length === 0 ? <p class="none">none</p> : null}
      <ul>
        {things.map((thing, at) => (
          <li key={typeof thing['id'] === 'string' ? thing['id'] : at}>
            <Thing of={thing} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One related thing in a line, and below it what it is related to itself. */
function Thing({ of }: { readonly of: RecordOf }): JSX.Element {
  const { __typename: typename, id } = of;
  const name = nameOf(of);
  const rest = Object.entries(of).filter(
    ([key, value]) =>
      !leftOut.has(key) &&
      said(key, value) !== name &&
      value != null &&
      !isRecord(value) &&
      !isListOfRecords(value),
  );
  const deeper = Object.entries(of).filter(
    ([, value]) => isRecord(value) || (isListOfRecords(value) && value.length > 0),
  );
  return (
    <>
      {typeof typename === 'string' && typeof id === 'string' ? (
        <button type="button" class="link" onClick={() => (openThing.value = { typename, id })}>
          {name}
        </button>
      ) : name === '' ? null : (
        <span>{name}</span>
      )}{' '}
      <small>{rest.map(([key, value]) => said(key, value)).join(' · ')}</small>
      {deeper.length > 0 ? (
        <ul>
          {deeper.flatMap(([key, value]) =>
            listOf(value).map((thing, at) => (
              <li key={`${key} ${at}`}>
                <Thing of={thing} />
              </li>
            )),
          )}
        </ul>
      ) : null}
    </>
  );
}

/** What people call a thing. */
export function nameOf(of: RecordOf): string {
  const given = [
    of['name'],
    of['title'],
    of['alertName'],
    of['backupId'],
    of['clientId'],
    of['vmName'],
    of['snapshotTime'],
  ];
  const name = given.find((one) => typeof one === 'string' && one !== '');
  return typeof name === 'string' ? (inTime.test(name) ? exactly(name) : name) : '';
}

/** Whether a value is a thing, and neither plain nor a list. */
export function isRecord(value: Value): value is RecordOf {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfRecords(value: Value): value is readonly RecordOf[] {
  return Array.isArray(value) && value.some((one: Value) => isRecord(one));
}

function isConnection(value: Value): value is { readonly nodes: readonly RecordOf[] } {
  return isRecord(value) && Array.isArray(value['nodes']);
}

function listOf(value: Value): readonly RecordOf[] {
  if (isConnection(value)) return value.nodes;
  if (isListOfRecords(value)) return value;
  return isRecord(value) ? [value] : [];
}

function said(name: string, value: Value): string {
  if (value == null || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? '–' : value.map((one: Value) => said(name, one)).join(', ');
  if (inBytes.test(name)) return bytes(value as number | string);
  if (typeof value === 'string' && inTime.test(value)) return exactly(value);
  if (typeof value === 'string' && /^[A-Z]+(_[A-Z]+)*$/.test(value) && value.length > 2) return spoken(value);
  return typeof value === 'object' ? '' : String(value);
}
