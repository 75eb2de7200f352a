/** What the search box asks: names to look through, and whatever has exactly what was typed. */

export const storageNames = /* GraphQL */ `
  query ConsoleStorageNames {
    storages(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    storagePools(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    volumes(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    storageHosts(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
  }
`;

export const otherNames = /* GraphQL */ `
  query ConsoleNames {
    clouds {
      __typename
      id
      name
    }
    computeNodes(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    policies(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    schedules(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    backupDestinations(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    hypervisorManagers(first: 100) {
      nodes {
        __typename
        id
        name
      }
    }
    backupClients(first: 100) {
      nodes {
        __typename
        id
        name: clientId
      }
    }
  }
`;

/** Lists are narrowed to whole names by the server; virtual machines alone to a part of one. */
export const searchQuery = /* GraphQL */ `
  query ConsoleSearch($text: String!, $names: [String!]!) {
    virtualMachines(first: 8, filter: { text: $text }) {
      nodes {
        __typename
        id
        name
      }
    }
    computeNodes(first: 4, filter: { names: $names }) {
      nodes {
        __typename
        id
        name
      }
    }
    volumes(first: 4, filter: { names: $names }) {
      nodes {
        __typename
        id
        name
      }
    }
    storageHosts(first: 4, filter: { names: $names }) {
      nodes {
        __typename
        id
        name
      }
    }
  }
`;

export const kindQuery = /* GraphQL */ `
  query ConsoleKind($id: ID!) {
    node(id: $id) {
      __typename
      id
    }
  }
`;
