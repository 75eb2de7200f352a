import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChildOwner } from './child.js';
import { waitFor } from './wait-for.js';

interface Told {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: number;
    readonly doubleValue?: number;
    readonly boolValue?: boolean;
  };
}

interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Told[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Told[] };
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

/** A span as it came, and what its process calls itself. */
export interface CollectedSpan extends Omit<ExportedSpan, 'attributes' | 'kind' | 'status' | 'links'> {
  readonly service: string;
  /** Number of the worker it is from. */
  readonly worker: string | number | boolean | undefined;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | 'unspecified';
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly isError: boolean;
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
/** OpenTelemetry's STATUS_CODE_ERROR. */
const errorStatus = 2;

/** A collector that takes OTLP as JSON over HTTP. */
export interface TraceCollector {
  /** Where it takes traces. */
  readonly url: string;
  /** Everything it was sent, as it came. */
  readonly bodies: readonly string[];
  readonly headers: readonly IncomingHttpHeaders[];
  readonly spans: readonly CollectedSpan[];
  /** How it answers from now on: with this status, or never. */
  answer(status: number | 'never'): void;
  /** Waits for a span of this name. */
  named(name: string): Promise<CollectedSpan>;
  close(): Promise<void>;
}

/** Starts a collector on a free port of this machine; it ends with `owner` at the latest. */
export async function startTraceCollector(owner: ChildOwner): Promise<TraceCollector> {
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const spans: CollectedSpan[] = [];
  let status: number | 'never' = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      headers.push(request.headers);
      if (status === 'never') return;
      if (status === 200) {
        bodies.push(body);
        spans.push(...spansOf(JSON.parse(body) as Export));
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  owner.after(close);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    bodies,
    headers,
    spans,
    answer: (next) => {
      status = next;
    },
    named: (name) =>
      waitFor(`the span ${name}`, () => Promise.resolve(spans.find((span) => span.name === name))),
    close,
  };
}

/** The spans below one, and those below them, as names with what is below each. */
export function treeBelow(spans: readonly CollectedSpan[], { spanId }: CollectedSpan): readonly unknown[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === spanId)
    .map((span) => {
      const below = treeBelow(spans, span);
      return below.length > 0 ? [span.name, below] : span.name;
    });
}

function spansOf({ resourceSpans }: Export): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const told = valuesOf(resource.attributes);
    const place = { service: String(told['service.name']), worker: told['infragraph.worker'] };
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        ...place,
        kind: kinds[span.kind] ?? 'unspecified',
        attributes: valuesOf(span.attributes),
        links: span.links ?? [],
        isError: span.status.code === errorStatus,
      })),
    );
  });
}

function valuesOf(attributes: readonly Told[]): CollectedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue,
    ]),
  );
}
