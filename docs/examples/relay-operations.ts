// What Relay's compiler reads; Babel's or SWC's plugin for Relay puts its artifacts in the place of these tags.
import relay from 'relay-runtime';

const { graphql } = relay;

export const machinesQuery = () => graphql`
  query relayOperationsMachinesQuery($count: Int!, $cursor: String) {
    cloud(name: "default") {
      id
      nodes(first: $count, after: $cursor) @connection(key: "machines_nodes") {
        edges {
          node {
            ...relayOperations_machine
          }
        }
      }
    }
  }
`;

export const machineFragment = () => graphql`
  fragment relayOperations_machine on ComputeNode
  @refetchable(queryName: "relayOperationsMachineAgainQuery") {
    id
    name
    state
    virtualMachine {
      protection
    }
  }
`;
