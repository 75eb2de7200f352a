import { buildSchema, parse, print, printSchema, visit, type GraphQLSchema } from 'graphql';

/** Where the API schema of the last release is kept, below the project's root. */
export const releasedPath = 'schema/released.graphql';

const heading = /^# The API schema of release (\S+)\.$/m;

/** The API schema of a release. */
export interface ReleasedSchema {
  readonly version: string;
  readonly schema: GraphQLSchema;
}

/** The kept text of a release's API schema; descriptions are left out, they bind nobody. */
export function releasedText(version: string, schema: GraphQLSchema): string {
  const bare = visit(parse(printSchema(schema)), {
    enter: (node) =>
      'description' in node && node.description ? { ...node, description: undefined } : undefined,
  });
  return `# The API schema of release ${version}.\n\n${print(bare)}\n`;
}

/** Reads the kept text. Throws when it does not say which release it is of. */
export function readReleased(text: string): ReleasedSchema {
  const [, version] = heading.exec(text) ?? [];
  if (version === undefined) throw new Error(`${releasedPath} does not say of which release it is.`);
  return { version, schema: buildSchema(text) };
}
