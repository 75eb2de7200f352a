import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ModalProps {
  readonly name: string;
  readonly class: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the page: the browser keeps the focus within it, closes it by Escape and gives the focus back. */
export function Modal({ name, class: kind, close, children }: ModalProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={kind}
      aria-label={name}
      onClose={close}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      {children}
    </dialog>
  );
}

/** Closes the dialog that an element stands in. */
export function closeAround(element: Element | null): void {
  element?.closest('dialog')?.close();
}
