import { pageIcon } from './page-icon.js';
import { restDocsStyle } from './rest-docs-style.js';
import { swaggerPlugin } from './swagger-plugin.js';

/** The page that shows the OpenAPI document, light or dark as the reader's system is. */
export function restDocsPage(staticPath: string, documentPath: string): string {
  const settings = {
    url: documentPath,
    dom_id: '#swagger-ui',
    deepLinking: true,
    docExpansion: 'none',
    filter: true,
    defaultModelsExpandDepth: 0,
    requestSnippetsEnabled: true,
    tryItOutEnabled: true,
    syntaxHighlight: { theme: 'tomorrow-night' },
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
<style>${restDocsStyle}</style>
</head>
<body>
<header class="top">
<a href="/">Infragraph</a>
<a href="${documentPath}">OpenAPI</a>
</header>
<main id="swagger-ui"></main>
<script src="${staticPath}/swagger-ui-bundle.js"></script>
<script>
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();
SwaggerUIBundle({ ...${JSON.stringify(settings).replaceAll('<', '\\u003c')}, plugins: [${swaggerPlugin.toString()}] });
</script>
</body>
</html>
`;
}
