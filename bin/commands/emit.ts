import { outdatedFiles, writeEmitted, type EmittedFiles } from '../../schema/emit.js';
import { configTable, envExample } from '../../subgraphs/kernel/config/describe.js';
import { openApiDocument } from '../../gateway/rest/openapi.js';
import { composeSupergraph } from '../../schema/compose.js';
import type { CommandInput } from '../command-input.js';
import { configGroups } from '../config-groups.js';
import { subgraphSdls } from '../graphs.js';
import { productVersion, projectRoot } from '../project.js';
import { documentedDialects } from './dialects.js';

/** `infragraph emit [--check]`: every generated file of the checkout. */
export async function emit(input: CommandInput): Promise<number> {
  const files = await emittedFiles();
  if (input.flags.has('check')) {
    const outdated = await outdatedFiles(projectRoot, files);
    if (outdated.length === 0) return 0;
    process.stderr.write(`Out of date: ${outdated.join(', ')}. Run "npm run emit" and commit them.\n`);
    return 1;
  }
  const written = await writeEmitted(projectRoot, files);
  process.stdout.write(
    written.length === 0 ? 'Everything is up to date.\n' : `Wrote ${written.join(', ')}\n`,
  );
  return 0;
}

/** The generated files as the code says now. */
export async function emittedFiles(): Promise<EmittedFiles> {
  const sdls = await subgraphSdls();
  return new Map([
    ...sdls.map(({ name, sdl }) => [`schema/${name}.graphql`, sdl] as const),
    ['schema/supergraph.graphql', composeSupergraph(sdls)],
    ['.env.example', envExample(configGroups)],
    ['docs/configuration.md', configTable(configGroups)],
    [
      'docs/openapi.json',
      `${JSON.stringify(openApiDocument(documentedDialects(), { version: productVersion() }), null, 2)}\n`,
    ],
  ]);
}
