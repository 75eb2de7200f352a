import { operation } from '../route.js';

const nodeFields = 'nativeId name uuid provider publicIps privateIps state extra';
const page = 'pageInfo { hasNextPage endCursor }';

/** A page's end, as each listing asks for it. */
export interface PageEnd {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A machine as the operations ask for it. */
export interface NodeData {
  readonly nativeId: string;
  readonly name: string;
  readonly uuid: string;
  readonly provider: string;
  readonly publicIps: readonly string[];
  readonly privateIps: readonly string[];
  readonly state: string;
  readonly extra: unknown;
}

/** What every listing of a cloud tells of the cloud. */
export interface CloudData {
  readonly provider: string;
  readonly providerName: string;
}

export interface NodesData {
  readonly cloud: CloudData & { readonly nodes: PageEnd & { readonly nodes: readonly NodeData[] } };
}

/** The provider is asked each time, as the legacy server does (section 13, 12: but with a deadline). */
export const listNodes = operation(`query OrchestratorNodes($cloud: String, $after: String) {
  cloud(name: $cloud) { provider providerName nodes(first: 1000, after: $after, refresh: true) { nodes { ${nodeFields} } ${page} } }
}`);

export interface ImagesData {
  readonly cloud: CloudData & {
    readonly images: PageEnd & {
      readonly nodes: readonly { readonly nativeId: string; readonly name: string }[];
    };
  };
}

export const listImages = operation(`query OrchestratorImages($cloud: String, $after: String) {
  cloud(name: $cloud) { provider providerName images(first: 1000, after: $after) { nodes { nativeId name } ${page} } }
}`);

/** A size as the operations ask for it; `ram` in MB, `disk` in GB. */
export interface SizeData {
  readonly nativeId: string;
  readonly name: string;
  readonly ram: number;
  readonly disk: number;
  readonly cpu: number | null;
}

export interface SizesData {
  readonly cloud: CloudData & { readonly sizes: PageEnd & { readonly nodes: readonly SizeData[] } };
}

export const listSizes = operation(`query OrchestratorSizes($cloud: String, $after: String) {
  cloud(name: $cloud) { provider providerName sizes(first: 1000, after: $after) { nodes { nativeId name ram disk cpu } ${page} } }
}`);

export interface TenantsData {
  readonly cloud: CloudData & {
    readonly tenants: readonly { readonly nativeId: string; readonly name: string }[];
  };
}

export const listTenants = operation(`query OrchestratorTenants($cloud: String) {
  cloud(name: $cloud) { provider providerName tenants { nativeId name } }
}`);

export interface CloudsData {
  readonly clouds: readonly {
    readonly name: string;
    readonly provider: string;
    readonly host: string;
    readonly isDefault: boolean;
  }[];
}

export const listClouds = operation('query OrchestratorClouds { clouds { name provider host isDefault } }');

/** A record of the assignment service as the operations ask for it. */
export interface AssignmentData {
  readonly number: number;
  readonly nodeId: string;
  readonly hostName: string;
  readonly user: string | null;
  readonly recipe: string | null;
  readonly recipeNumber: number | null;
  readonly status: string;
}

export interface AssignmentsData {
  readonly cloud: {
    readonly name: string;
    readonly assignments: PageEnd & { readonly nodes: readonly AssignmentData[] };
  };
}

export const listAssignments = operation(`query OrchestratorAssignments($cloud: String, $after: String) {
  cloud(name: $cloud) {
    name
    assignments(first: 1000, after: $after, refresh: true, filter: { statuses: [FREE, ASSIGNED, RELEASING] }) {
      nodes { number nodeId hostName user recipe recipeNumber status } ${page}
    }
  }
}`);

/** The machine a start gave. */
export type StartedNode = NodeData & { readonly cloud: CloudData };

export interface StartData {
  readonly startComputeNode: { readonly node: StartedNode | null };
}

export const startNode = operation(`mutation OrchestratorStart($input: StartComputeNodeInput!) {
  startComputeNode(input: $input) { node { ${nodeFields} cloud { provider providerName } } }
}`);

export interface StopData {
  readonly stopComputeNode: { readonly nodeId: string };
}

export const stopNode = operation(`mutation OrchestratorStop($input: StopComputeNodeInput!) {
  stopComputeNode(input: $input) { nodeId }
}`);

/** Outcome of an assignment or release: the record's number, the machine and the service's sentence. */
export interface AssignmentOutcome {
  readonly message: string;
  readonly assignment: { readonly number: number; readonly nodeId: string };
}

export interface AssignData {
  readonly assignComputeNode: AssignmentOutcome;
}

export const assignNode = operation(`mutation OrchestratorAssign($input: AssignComputeNodeInput!) {
  assignComputeNode(input: $input) { message assignment { number nodeId } }
}`);

export interface ReleaseData {
  readonly releaseComputeNode: AssignmentOutcome & { readonly nodeDestroyed: boolean };
}

export const releaseNode = operation(`mutation OrchestratorRelease($input: ReleaseComputeNodeInput!) {
  releaseComputeNode(input: $input) { message nodeDestroyed assignment { number nodeId } }
}`);

export interface LoginData {
  readonly login: { readonly token: string };
}

export const login = operation(`mutation OrchestratorLogin($input: LoginInput!) {
  login(input: $input) { token }
}`);
