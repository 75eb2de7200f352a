import { Fault } from '../../kernel/errors/fault.js';
import type { SignedIn } from '../../kernel/identity/sign-in.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { CoreServices } from './core-services.js';

const tried = new WeakSet<RequestContext>();

/** A login; one operation has one, so that aliases cannot multiply guesses (reliability.md S4). BAD_USER_INPUT for the others. */
export async function loginOnce(
  services: CoreServices,
  context: RequestContext,
  name: string,
  password: string,
): Promise<SignedIn> {
  if (tried.has(context))
    throw new Fault(
      'BAD_USER_INPUT',
      'An operation may log in once. Send further logins as operations of their own.',
    );
  tried.add(context);
  return services.identity.login(name, password, { ...context.origin, requestId: context.requestId });
}
