import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { codeOf } from '../errors/fault.js';
import type { Log } from '../log/log.js';
import type { RequestContext } from '../subgraph/request-context.js';
import type { Audit } from './audit.js';

/** Members of an input that may name what a mutation is done to, the most telling first. None of them is a secret. */
const targetMembers = ['id', 'guid', 'nodeId', 'hostName', 'backupId', 'clientId', 'name'];
const longestTarget = 200;

const audited = new WeakSet<GraphQLSchema>();

/**
 * Makes every mutation of a subgraph's schema leave an entry in the audit trail (reliability.md S17).
 * A login writes its own, because it alone knows who has come. What nobody tried, and was refused, is
 * left out: anyone could fill the disk with it. A trail that cannot be written is an
 * error in the log; the change itself stands by then.
 */
export function auditMutations(subgraph: string, schema: GraphQLSchema, audit: Audit, log: Log): void {
  if (audited.has(schema)) return;
  audited.add(schema);
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    if (subgraph === 'core' && field.name === 'login') continue;
    const action = `${subgraph}.${field.name}`;
    const resolve: GraphQLFieldResolver<unknown, RequestContext> = field.resolve ?? defaultFieldResolver;
    const record = async (context: RequestContext, args: object, result: string): Promise<void> => {
      const { viewer, requestId, origin } = context;
      if (viewer.kind === 'anonymous') return;
      try {
        await audit.record({
          viewer,
          action,
          target: targetOf(args),
          result,
          requestId,
          address: origin.address,
        });
      } catch (err) {
        log.error({ err, action, result, userId: viewer.userId }, 'The audit trail could not be written');
      }
    };
    field.resolve = async (source, args: object, context: RequestContext, info) => {
      try {
        const value: unknown = await resolve(source, args, context, info);
        await record(context, args, 'OK');
        return value;
      } catch (error) {
        await record(context, args, codeOf(error));
        throw error;
      }
    };
  }
}

function targetOf(args: object): string | null {
  const input: unknown = 'input' in args ? args.input : undefined;
  if (typeof input !== 'object' || input === null) return null;
  const members = input as Readonly<Record<string, unknown>>;
  const target = targetMembers.map((name) => members[name]).find((value) => typeof value === 'string');
  return typeof target === 'string'
    ? target.replaceAll('\0', '').slice(0, longestTarget).toWellFormed()
    : null;
}
