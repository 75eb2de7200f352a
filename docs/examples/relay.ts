// Relay without React: what its compiler made of the schema and the operations, run by its runtime.
import relay, { type FetchFunction, type Variables } from 'relay-runtime';
import machineAgainQuery, {
  type relayOperationsMachineAgainQuery,
} from './generated/relay/relayOperationsMachineAgainQuery.graphql';
import machineFragment, {
  type relayOperations_machine$key,
} from './generated/relay/relayOperations_machine.graphql';
import machinesQuery, {
  type relayOperationsMachinesQuery,
} from './generated/relay/relayOperationsMachinesQuery.graphql';

const { Environment, fetchQuery, getSelector, Network, RecordSource, Store } = relay;
const url = process.env['INFRAGRAPH_URL'] ?? 'http://localhost:4000';

const ask: FetchFunction = async ({ text }, variables: Variables) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
};
const environment = new Environment({
  network: Network.create(ask),
  store: new Store(new RecordSource()),
});

const page = await fetchQuery<relayOperationsMachinesQuery>(environment, machinesQuery, {
  count: 1,
}).toPromise();
const [edge] = page?.cloud?.nodes?.edges ?? [];
const machine = read(edge?.node);
console.log(machine.name, machine.state);

// A refetchable fragment asks for the same thing again by node(id).
const again = await fetchQuery<relayOperationsMachineAgainQuery>(environment, machineAgainQuery, {
  id: machine.id,
}).toPromise();
console.log(read(again?.node).name);

function read(key: relayOperations_machine$key | null | undefined) {
  const selector = getSelector(machineFragment, key);
  if (selector?.kind !== 'SingularReaderSelector') throw new Error('there is no machine');
  return environment.lookup(selector).data as { id: string; name: string; state: string };
}
