import type { FastifyCorsOptions } from '@fastify/cors';
import type { Dialect } from './route.js';

/** How web pages of the configured origins may use a dialect (CORS); `fallback` where it says nothing itself. */
export function crossOriginOf(
  dialect: Dialect | undefined,
  allowedOrigins: readonly string[],
  fallback: FastifyCorsOptions,
): FastifyCorsOptions {
  const origin = [...allowedOrigins];
  if (!dialect?.cors) return { origin, ...fallback };
  const { credentials, methods, allowedHeaders, exposedHeaders } = dialect.cors;
  return {
    origin,
    credentials,
    methods: [...methods],
    allowedHeaders: [...allowedHeaders],
    exposedHeaders: [...exposedHeaders],
    strictPreflight: false,
  };
}
