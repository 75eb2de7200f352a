/** What Swagger UI is dressed in, so that its page is of one piece with the console: its colours, its font, its measures. */
export const restDocsStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f3f5f5, #101415);
  --card: light-dark(#ffffff, #181d1f);
  --line: light-dark(#dde3e3, #2a3235);
  --edge: light-dark(#808c8e, #6f7c80);
  --ink: light-dark(#16211f, #e6ecec);
  --quiet: light-dark(#56635f, #9aa8a8);
  --accent: light-dark(#0b6b61, #4fc3b4);
  --on-accent: light-dark(#ffffff, #06201d);
  --read: light-dark(#1d5c9c, #8cbff0);
  --make: light-dark(#1c7042, #68c98f);
  --change: light-dark(#875300, #e5ac4d);
  --remove: light-dark(#b3261e, #ff8a80);
  font: 400 0.875rem/1.4 system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;
}
body, html.dark-mode body { margin: 0; background: var(--ground); color: var(--ink); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.top {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0.25rem 1.25rem;
  padding: 0.75rem 1.25rem;
  background: var(--card);
  border-bottom: 1px solid var(--line);
}
.top a { color: var(--quiet); }
.top a:first-child { color: var(--ink); font-size: 1.05rem; font-weight: 650; text-decoration: none; }
.top a:hover { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }

#swagger-ui, #swagger-ui .info .title, #swagger-ui .opblock-tag, #swagger-ui .btn, #swagger-ui label,
#swagger-ui .opblock .opblock-summary-description, #swagger-ui .opblock .opblock-section-header h4,
#swagger-ui table thead tr td, #swagger-ui table thead tr th, #swagger-ui .parameter__name, #swagger-ui .tab li,
#swagger-ui .response-col_status, #swagger-ui .responses-inner h4, #swagger-ui .responses-inner h5 {
  font-family: inherit;
  color: var(--ink);
}
#swagger-ui .wrapper { max-width: 90rem; padding: 0 1.25rem; }
#swagger-ui .info { margin: 1.25rem 0 0; }
#swagger-ui .info .title { font-size: 1.5rem; letter-spacing: -0.01em; }
#swagger-ui .info .title small { top: -0.2rem; background: var(--quiet); }
#swagger-ui .info .title small.version-stamp { background: var(--accent); }
#swagger-ui .info .title small pre { color: var(--card); }
#swagger-ui .info .main > a { display: none; }
#swagger-ui .info .description { margin: 0; }
#swagger-ui .info p, #swagger-ui .info__summary p { margin: 0.35rem 0; color: var(--quiet); }
#swagger-ui .scheme-container { margin: 0; padding: 0.75rem 0; background: none; box-shadow: none; }
/* There is one server: the one that sent this page. */
#swagger-ui .schemes-server-container { display: none; }
#swagger-ui .schemes.wrapper { justify-content: start; }
#swagger-ui .scheme-container .schemes .auth-wrapper { justify-content: start; }
#swagger-ui .btn { transition: none; border-radius: 0.45rem; border-width: 1px; box-shadow: none; }
#swagger-ui .btn.authorize, #swagger-ui .btn.try-out__btn, #swagger-ui .btn.cancel {
  border-color: var(--accent);
  background: none;
  color: var(--accent);
}
#swagger-ui .btn.authorize span { color: var(--accent); }
#swagger-ui .btn.authorize svg { fill: var(--accent); }
#swagger-ui .btn.execute { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
#swagger-ui .filter .operation-filter-input {
  box-sizing: border-box;
  width: 100%;
  max-width: none;
  margin: 0 0 0.75rem;
  border: 1px solid var(--edge);
  border-radius: 0.45rem;
  background: var(--card);
  color: var(--ink);
}
#swagger-ui .opblock-tag { border-color: var(--line); font-size: 1.05rem; }
#swagger-ui .opblock-tag small, #swagger-ui .opblock-tag small p { margin: 0; color: var(--quiet); }
#swagger-ui .opblock {
  --tone: var(--quiet);
  margin: 0 0 0.5rem;
  border: 1px solid var(--line);
  border-radius: 0.6rem;
  background: var(--card);
  box-shadow: none;
}
#swagger-ui .opblock.opblock-get { --tone: var(--read); }
#swagger-ui .opblock.opblock-post { --tone: var(--make); }
#swagger-ui .opblock.opblock-put, #swagger-ui .opblock.opblock-patch { --tone: var(--change); }
#swagger-ui .opblock.opblock-delete { --tone: var(--remove); }
#swagger-ui .opblock .opblock-summary { border-color: var(--line); }
#swagger-ui .opblock .opblock-summary-method {
  min-width: 4.5rem;
  border-radius: 0.45rem;
  background: var(--tone);
  color: var(--card);
  text-shadow: none;
}
#swagger-ui .opblock .opblock-summary-path { color: var(--ink); }
#swagger-ui .opblock .opblock-summary-description { color: var(--quiet); }
#swagger-ui .opblock .opblock-section-header { border: 0; background: var(--ground); box-shadow: none; }
#swagger-ui .opblock .tab-header .tab-item.active h4 span::after { background: var(--accent); }
#swagger-ui .scrolling { max-height: 30rem; overflow: auto; border-radius: 0.45rem; }
#swagger-ui .scrolling .microlight { max-height: none; overflow: visible !important; width: max-content; min-width: 100%; box-sizing: border-box; }
#swagger-ui .download-contents, #swagger-ui .copy-to-clipboard { background: #4b5557; color: #fff; }
#swagger-ui .dialog-ux .modal-ux { border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); }
#swagger-ui .dialog-ux .modal-ux-header, #swagger-ui .auth-container { border-color: var(--line); }
#swagger-ui .renderedMarkdown pre { margin: 0.5rem 0; padding: 0.6rem; border-radius: 0.45rem; background: var(--ground); }
#swagger-ui .renderedMarkdown code { padding: 0; background: none; color: var(--ink); font-weight: 400; }
#swagger-ui .parameter__in, #swagger-ui .parameter__type, #swagger-ui .response-control-media-type__accept-message { color: var(--quiet); }
#swagger-ui .models { border-color: var(--line); }
@media (max-width: 48rem) {
  #swagger-ui .wrapper { padding: 0 0.75rem; }
  #swagger-ui .opblock-tag { flex-wrap: wrap; }
  #swagger-ui .opblock-tag > span { flex: 1 1 0; }
  #swagger-ui .opblock-tag small { order: 1; flex: 1 0 100%; padding: 0; }
  #swagger-ui .opblock-description, #swagger-ui .response-col_description { overflow-wrap: anywhere; }
  #swagger-ui .curl-command .btn { padding: 0 0.5rem; }
  #swagger-ui .filter > div, #swagger-ui .filter .col-12 { width: 100%; max-width: none; flex: 1; }
  #swagger-ui .responses-table { table-layout: fixed; }
  #swagger-ui .responses-table .response-col_status { width: 3.5rem; }
  #swagger-ui .responses-table .response-col_links { display: none; }
}
`;
