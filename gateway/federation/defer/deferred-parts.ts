import {
  Kind,
  type DocumentNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseName } from '../planning/response-names.js';
import { deferredAs } from './label-defers.js';

/** A deferred fragment of an operation. */
export interface DeferredPart {
  /** Its label in the labelled operation. */
  readonly id: string;
  /** The deferred part it is in, if any: it comes after that. */
  readonly parent: string | undefined;
  /** Where its objects are, lists not told, by private names. */
  readonly path: readonly string[];
  /** The way to it and what it selects, without what is deferred in turn. */
  readonly document: DocumentNode;
}

/** A labelled operation taken apart. */
export interface DeferredParts {
  /** What is answered first. */
  readonly initial: DocumentNode;
  /** Each before what is deferred in it. */
  readonly parts: readonly DeferredPart[];
}

/** Takes a labelled operation apart into what is answered at once and what follows. */
export function deferredParts(labelled: DocumentNode): DeferredParts {
  const parts: DeferredPart[] = [];
  let initial = labelled;
  for (const definition of labelled.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const asDocument = (selectionSet: SelectionSetNode): DocumentNode => ({
        ...labelled,
        definitions: [{ ...definition, selectionSet }],
      });
      const found: Found = (part, set) => void parts.push({ ...part, document: asDocument(set) });
      const first = withoutDeferred(
        definition.selectionSet,
        { parent: undefined, path: [] },
        (set) => set,
        found,
      );
      initial = asDocument(first);
    }
  // What is in a part is found before it.
  return { initial, parts: parts.toReversed() };
}

type Place = Pick<DeferredPart, 'parent' | 'path'>;
type Found = (part: Omit<DeferredPart, 'document'>, set: SelectionSetNode) => void;

/** `around` gives the way from the root to a selection of this set. */
function withoutDeferred(
  set: SelectionSetNode,
  place: Place,
  around: (inner: SelectionSetNode) => SelectionSetNode,
  found: Found,
): SelectionSetNode {
  const only = (selection: SelectionNode): SelectionSetNode => around({ ...set, selections: [selection] });
  return {
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return [selection];
      const path = selection.kind === Kind.FIELD ? [...place.path, responseName(selection)] : place.path;
      const id = deferredAs(selection);
      const bare = id === undefined ? selection : withoutDefer(selection);
      const selectionSet = withoutDeferred(
        selection.selectionSet,
        { parent: id ?? place.parent, path },
        (inner) => only({ ...bare, selectionSet: inner }),
        found,
      );
      if (id === undefined) return [{ ...selection, selectionSet }];
      found({ id, ...place }, only({ ...bare, selectionSet }));
      return [];
    }),
  };
}

function withoutDefer<T extends SelectionNode>(selection: T): T {
  const directives = ((selection as InlineFragmentNode).directives ?? []).filter(
    ({ name }) => name.value !== 'defer',
  );
  return { ...selection, directives };
}
