import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { openThing } from '../state/overlays.js';
import { prepareSearch, search, searched, searchProblem, type Found } from '../state/search.js';
import { spoken } from './words.js';

const restMs = 150;
const chosen = signal(0);
const open = signal(false);

/** Finds anything by its name or id. The key / leads here from everywhere. */
export function SearchBox(): JSX.Element {
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef<number>(undefined);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      box.current?.select();
      box.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  const found = open.value ? searched.value : undefined;
  const show = (one: Found | undefined): void => {
    if (!one) return;
    open.value = false;
    openThing.value = { typename: one.typename, id: one.id };
  };
  return (
    <div class="search">
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-label="Search everything"
        aria-expanded={found !== undefined}
        aria-controls="found"
        aria-autocomplete="list"
        {...(found?.[chosen.value] ? { 'aria-activedescendant': `found-${chosen.value}` } : {})}
        placeholder="Search everything"
        autocomplete="off"
        onFocus={() => {
          prepareSearch();
          open.value = true;
        }}
        onBlur={() => (open.value = false)}
        onInput={({ currentTarget }) => {
          chosen.value = 0;
          open.value = true;
          clearTimeout(timer.current);
          const { value } = currentTarget;
          timer.current = setTimeout(() => void search(value), restMs) as unknown as number;
        }}
        onKeyDown={(event) => {
          const last = (found?.length ?? 0) - 1;
          if (event.key === 'ArrowDown') chosen.value = Math.min(last, chosen.value + 1);
          else if (event.key === 'ArrowUp') chosen.value = Math.max(0, chosen.value - 1);
          else if (event.key === 'Enter') show(found?.[chosen.value]);
          else if (event.key === 'Escape') open.value = false;
          else return;
          if (event.key !== 'Escape') event.preventDefault();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id="found" role="listbox" aria-label="Found" hidden={found === undefined}>
        {found?.map((one, at) => (
          <li
            key={one.id}
            id={`found-${at}`}
            role="option"
            aria-selected={at === chosen.value}
            onMouseDown={(event) => {
              event.preventDefault();
              show(one);
            }}
          >
            <span>{one.name}</span> <small>{kindOf(one.typename)}</small>
          </li>
        ))}
        {found?.length === 0 ? (
          <li role="option" aria-selected={false} aria-disabled="true">
            {searchProblem.value ?? 'Nothing of that name or id.'}
          </li>
        ) : null}
      </ul>
    </div>
  );
}

/** A type of the graph in words: StoragePool is "storage pool". */
export function kindOf(typename: string): string {
  return spoken(typename.charAt(0).toLowerCase() + typename.slice(1));
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
