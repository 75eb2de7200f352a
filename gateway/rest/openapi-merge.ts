import type { ApiResponse, OpenApiOperation, RequestBody } from './openapi-document.js';

/** Joins what two dialects answer on the same path and method, each on a port of its own. It is filed under the first. */
export function mergeOperations(first: OpenApiOperation, second: OpenApiOperation): OpenApiOperation {
  const requestBody = joinBodies(first.requestBody, second.requestBody);
  return {
    ...first,
    description: `${first.description}\n\n**${second.tags.join(', ')}:** ${second.summary}\n\n${second.description}`,
    parameters: [
      ...first.parameters,
      ...second.parameters.filter(
        (added) => !first.parameters.some((known) => known.in === added.in && known.name === added.name),
      ),
    ],
    ...(requestBody && { requestBody }),
    responses: joinResponses(first.responses, second.responses),
    security: joinSecurity(first.security, second.security),
  };
}

function joinBodies(
  first: RequestBody | undefined,
  second: RequestBody | undefined,
): RequestBody | undefined {
  if (!first || !second) return first ?? second;
  const schemas = [first, second].flatMap(({ content }) =>
    Object.values(content).map(({ schema }) => schema),
  );
  return {
    required: first.required && second.required,
    content: { 'application/json': { schema: { anyOf: schemas } } },
  };
}

function joinSecurity(
  first: OpenApiOperation['security'],
  second: OpenApiOperation['security'],
): OpenApiOperation['security'] {
  if (first.length === 0 && second.length === 0) return [];
  return [first, second].flatMap((alternatives) => (alternatives.length > 0 ? alternatives : [{}]));
}

function joinResponses(
  first: Readonly<Record<string, ApiResponse>>,
  second: Readonly<Record<string, ApiResponse>>,
): Record<string, ApiResponse> {
  const joined: Record<string, ApiResponse> = { ...first };
  for (const [status, added] of Object.entries(second)) {
    const known = joined[status];
    joined[status] = known ? joinResponse(known, added) : added;
  }
  return joined;
}

function joinResponse(known: ApiResponse, added: ApiResponse): ApiResponse {
  const description =
    known.description === added.description
      ? known.description
      : `${known.description} / ${added.description}`;
  const content = { ...known.content };
  for (const [mediaType, { examples }] of Object.entries(added.content ?? {})) {
    content[mediaType] = { examples: { ...content[mediaType]?.examples, ...examples } };
  }
  return Object.keys(content).length > 0 ? { description, content } : { description };
}
