/** A comment, which clients pass over and proxies take for life. */
export const keepAliveFrame = ':\n\n';

/** Tells the client that nothing follows, so that it does not connect again. */
export const completeFrame = 'event: complete\ndata:\n\n';

/** One result in the frames of GraphQL over SSE; `id` is what a browser sends back as `Last-Event-ID`. */
export function nextFrame(json: string, id: string | undefined): string {
  // A line break of the text would end the field; JSON has none outside strings, and escapes them inside.
  return `event: next\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`;
}
