/**
 * Sheet: a question with two verbs; from the bottom on phones, centred 480 px from 720 px up. Esc and Back call onClose and keep what was written.
 * Props: title (a question), onClose(), children (words, then buttons in <div class="sheet-buttons">). Only to choose, never to inform.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Sheet({ title, onClose, children }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // One step of history, so that Back closes the sheet and not the page.
    let backed = false;
    history.pushState({ sheet: id }, "");
    const onBack = (): void => {
      backed = true;
      close.current();
    };
    addEventListener("popstate", onBack);
    return () => {
      removeEventListener("popstate", onBack);
      if (!backed && (history.state as { sheet?: string } | null)?.sheet === id) history.back();
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="sheet-body">
        <span class="ledge" aria-hidden="true" />
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
