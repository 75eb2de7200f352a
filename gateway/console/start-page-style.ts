/** Style of the start page. Constant, so that its hash in the page's policy is too. */
export const startPageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f8f7, #101615);
  --card: light-dark(#ffffff, #18211f);
  --line: light-dark(#d8e0dd, #2c3936);
  --ink: light-dark(#16211f, #e6eeeb);
  --quiet: light-dark(#51615d, #a3b4af);
  --accent: light-dark(#0b6b61, #5fd0c0);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
}
main { max-width: 62rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 4.5rem) clamp(1rem, 5vw, 3rem); }
header { border-left: .3rem solid var(--accent); padding-left: 1.1rem; margin-bottom: 2.2rem; }
h1 { margin: 0; font-size: clamp(1.9rem, 5vw, 2.7rem); line-height: 1.15; letter-spacing: -.02em; }
header p { margin: .4rem 0 0; color: var(--quiet); font-size: 1.1rem; text-wrap: balance; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 1rem; margin: 0; padding: 0; list-style: none; }
li { position: relative; padding: 1.1rem 1.2rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); }
li:has(a):hover { border-color: var(--accent); }
li > a, li > span { display: block; font-weight: 650; font-size: 1.06rem; }
a { color: var(--accent); text-decoration: none; }
a::after { content: ""; position: absolute; inset: 0; border-radius: .75rem; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: none; }
a:focus-visible::after, pre:focus-visible { outline: .18rem solid var(--accent); outline-offset: .15rem; }
code { font: .87rem/1.6 ui-monospace, "Cascadia Mono", "Liberation Mono", Menlo, monospace; }
li code { color: var(--quiet); overflow-wrap: anywhere; }
li p { margin: .35rem 0 0; color: var(--quiet); font-size: .95rem; }
h2 { margin: 2.4rem 0 .7rem; font-size: 1.15rem; }
pre { margin: 0; padding: 1.1rem 1.2rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); overflow-x: auto; }
footer { margin-top: 2.4rem; color: var(--quiet); font-size: .9rem; }
`;
