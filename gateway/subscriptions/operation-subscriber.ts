import { parse, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import type { ViewerSource } from '../auth/bearer.js';
import type { SubscribeOperation } from '../rest/execute-row.js';
import type { SubscriptionEngine } from './subscription-engine.js';

/** Opens subscriptions of the REST layer in process; they end when the credential of their viewer does. */
export function operationSubscriber(engine: SubscriptionEngine, viewers: ViewerSource): SubscribeOperation {
  const documents = new Map<string, DocumentNode>();
  return async ({ name, text }, variables, after, context) => {
    const document = documents.get(text) ?? parse(text);
    documents.set(text, document);
    const opened = await engine.subscribe({
      document,
      source: text,
      operationName: name,
      variables,
      context,
      ...(after === undefined || after === '' ? {} : { after }),
    });
    if (!('take' in opened)) return { errors: formatted(opened.errors) };
    const unwatch = viewers.onceEnded(context.viewer, () =>
      opened.endWith({
        errors: [new Fault('UNAUTHENTICATED', 'The credential is no longer valid. Sign in again.')],
      }),
    );
    return {
      get end() {
        return opened.end;
      },
      take: () => {
        const delivery = opened.take();
        if (opened.end) unwatch();
        return (
          delivery && {
            data: delivery.result.data,
            errors: formatted(delivery.result.errors),
            cursor: delivery.cursor,
          }
        );
      },
      onReady: (listener) => opened.onReady(listener),
      close: () => {
        unwatch();
        opened.close();
      },
    };
  };
}

function formatted(errors: readonly { toJSON(): GraphQLFormattedError }[] = []): GraphQLFormattedError[] {
  return errors.map((error) => error.toJSON());
}
