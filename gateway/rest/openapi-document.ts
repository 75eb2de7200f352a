/** A JSON Schema as OpenAPI 3.1 embeds it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document, as far as the REST layer fills it (OpenAPI 3.1.1, 4.8). */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
  };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

/** The operations of one path by lower-case method. */
export type PathItem = Readonly<Partial<Record<OpenApiMethod, OpenApiOperation>>>;

/** Methods a row can have, in the order they are printed. */
export const openApiMethods = ['get', 'post', 'put', 'patch', 'delete'] as const;

export type OpenApiMethod = (typeof openApiMethods)[number];

/** One operation (OpenAPI 3.1.1, 4.8.10). */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  /** What a GET may carry all the same. */
  readonly 'x-get-body'?: RequestBody;
  readonly responses: Readonly<Record<string, ApiResponse>>;
  /** Alternatives; an empty list asks for nothing. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export interface ApiResponse {
  readonly description: string;
  /** Example answers by media type and by the dialect that gives them. */
  readonly content?: Readonly<
    Record<string, { readonly examples: Readonly<Record<string, { readonly value: unknown }>> }>
  >;
}

/** How a dialect finds out who asks (OpenAPI 3.1.1, 4.8.27). */
export type SecurityScheme =
  | {
      readonly type: 'apiKey';
      readonly in: 'header' | 'query' | 'cookie';
      readonly name: string;
      readonly description?: string;
    }
  | { readonly type: 'http'; readonly scheme: 'basic' | 'bearer'; readonly description?: string };
