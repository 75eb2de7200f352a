interface Elements {
  readonly createElement: (type: unknown, props: object | null, ...children: unknown[]) => unknown;
}

interface System {
  readonly React: Elements;
}

type Props = Readonly<Record<string, unknown>>;
type Wrap = (original: unknown, system: System) => (props: Props) => unknown;

/**
 * A plugin of Swagger UI that mends what bars people with a keyboard or a screen reader from its page: a link within the
 * button of a row, code that only a mouse can scroll, controls without a name and one with another name than it shows.
 * It is sent to browsers as text, so it must not use anything outside of itself.
 */
export function swaggerPlugin(): { readonly wrapComponents: Readonly<Record<string, Wrap>> } {
  return {
    wrapComponents: {
      DeepLink:
        (_, { React }) =>
        ({ text }) =>
          React.createElement('span', null, text),
      HighlightCode: (original, { React }) => {
        const scrolling = { className: 'scrolling', tabIndex: 0, role: 'region', 'aria-label': 'Code' };
        return (props) => React.createElement('div', scrolling, React.createElement(original, props));
      },
      CloseIcon: (original, { React }) => {
        const name = React.createElement('span', { className: 'unseen' }, 'Close');
        return (props) => React.createElement('span', null, name, React.createElement(original, props));
      },
      ExamplesSelect: (original, { React }) => {
        const name = React.createElement('span', { className: 'unseen' }, 'Example');
        return (props) => React.createElement('label', null, name, React.createElement(original, props));
      },
      Button:
        (original, { React }) =>
        (props) =>
          React.createElement(original, { ...props, 'aria-label': undefined }),
    },
  };
}
