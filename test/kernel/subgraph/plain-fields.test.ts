import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authorized, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { anonymous } from '../../../subgraphs/kernel/identity/viewer.js';
import { silentLog } from '../../support/engines.js';
import { Access } from '../../../subgraphs/kernel/subgraph/access.js';
import { SubgraphExecutor } from '../../../subgraphs/kernel/subgraph/executor.js';
import { federatedGraph } from '../../../subgraphs/kernel/subgraph/federated-schema.js';
import { RequestContext } from '../../../subgraphs/kernel/subgraph/request-context.js';

@ObjectType({ description: 'A thing.' })
class Thing {
  @Field(() => String, { description: 'For everybody.' })
  open = 'open';

  @Field(() => String, { name: 'shown', description: 'Under another name.' })
  kept = 'kept';

  @Authorized('admin')
  @Field(() => String, { nullable: true, description: 'For administrators.' })
  guarded = 'guarded';
}

@Resolver()
class ThingResolver {
  @Access('public')
  @Query(() => Thing, { nullable: true, description: 'The thing.' })
  thing(): Thing {
    return new Thing();
  }
}

test('plain fields are read directly, those with a rule or another name are not', async () => {
  const graph = federatedGraph({ name: 'things', resolvers: [new ThingResolver()], references: {} });
  const executor = new SubgraphExecutor('things', graph, silentLog);

  const answer = await executor.execute(
    { query: '{ thing { open shown guarded } }' },
    new RequestContext(anonymous),
  );

  assert.deepEqual({ ...(answer.data?.['thing'] as object) }, { open: 'open', shown: 'kept', guarded: null });
  assert.deepEqual(
    answer.errors?.map(({ extensions }) => extensions?.['code']),
    ['UNAUTHENTICATED'],
  );
});
