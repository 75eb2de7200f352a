import type { Delivery } from '../subscriptions/delivery.js';

/** A comment, which clients pass over and proxies take for life. */
export const keepAliveFrame = ':\n\n';

/** Tells the client that nothing follows, so that it does not connect again. */
export const completeFrame = 'event: complete\ndata:\n\n';

const made = new WeakMap<Delivery, Buffer>();

/** The frame of a delivery, the same for all who get it. */
export function frameOf(delivery: Delivery): Buffer {
  const frame = made.get(delivery) ?? Buffer.from(nextFrame(delivery.json.toString(), delivery.cursor));
  made.set(delivery, frame);
  return frame;
}

/** One result in the frames of GraphQL over SSE; `id` is what a browser sends back as `Last-Event-ID`. */
export function nextFrame(json: string, id: string | undefined): string {
  // A line break would end the field; JSON escapes those inside strings and has none elsewhere.
  return `event: next\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`;
}
