import type { ComponentChildren, JSX } from 'preact';

interface PanelProps {
  readonly name: string;
  /** Place in the page's grid. */
  readonly area: string;
  readonly tools?: ComponentChildren;
  readonly count?: string | undefined;
  readonly children: ComponentChildren;
}

/** One zone of the page with its heading. */
export function Panel({ name, area, tools, count, children }: PanelProps): JSX.Element {
  const id = `panel-${area}`;
  return (
    <section class={`panel ${area}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{name}</h2>
        {count === undefined ? null : <span class="count">{count}</span>}
        <div class="tools">{tools}</div>
      </header>
      {children}
    </section>
  );
}

/** What stands where there is nothing to show. */
export function Empty({
  title,
  text,
}: {
  readonly title: string;
  readonly text?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p class="what">{title}</p>
      {text === undefined ? null : <p>{text}</p>}
    </div>
  );
}

/** Why a zone does not show everything, while it shows what it has. */
export function Problem({ text }: { readonly text: string | undefined }): JSX.Element | null {
  return text === undefined ? null : (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}
