import { pageIcon } from './page-icon.js';

/** The page that shows the OpenAPI document, light or dark as the reader's system is. */
export function restDocsPage(staticPath: string, documentPath: string): string {
  const settings = {
    url: documentPath,
    dom_id: '#swagger-ui',
    deepLinking: true,
    docExpansion: 'list',
    filter: true,
    defaultModelsExpandDepth: 0,
    requestSnippetsEnabled: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  };
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Infragraph REST documentation</title>
${pageIcon}
<link rel="stylesheet" href="${staticPath}/swagger-ui.css">
<style>
body { margin: 0; }
html.dark-mode body { background: #1c2022; }
@media (max-width: 48rem) {
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag > a { flex: 1 1 0; }
  .swagger-ui .opblock-tag small { order: 1; flex: 1 0 100%; padding: 0; }
}
</style>
</head>
<body>
<main id="swagger-ui"></main>
<script src="${staticPath}/swagger-ui-bundle.js"></script>
<script>
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();
SwaggerUIBundle(${JSON.stringify(settings).replaceAll('<', '\\u003c')});
</script>
</body>
</html>
`;
}
