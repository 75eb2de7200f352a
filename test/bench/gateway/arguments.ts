import { parseArgs } from 'node:util';
import { contenders, reference, type Contender } from './contender.js';
import { shapes, type Shape } from './shapes.js';

const defaults = { seconds: '300', rounds: '5', connections: '16' };

/** What a run compares. */
export interface GatewayBenchArguments {
  readonly shapes: readonly Shape[];
  /** The reference is always among them. */
  readonly contenders: readonly Contender[];
  /** Seconds of measuring in all; warming up and latencies come on top and take at most half as long. */
  readonly seconds: number;
  readonly rounds: number;
  /** Requests in flight at once, except for latencies. */
  readonly connections: number;
  /** File for the figures as JSON. */
  readonly json: string | undefined;
}

const shapeNames = shapes.map(({ name }) => name);
const contenderNames = contenders.map(({ name }) => name);

/** How the command is used. */
export const usage = `Usage: infragraph bench gateway [shape...] [--only NAME,...] [--seconds N] [--rounds N] [--connections N] [--json FILE]
Compares our gateway with others over subgraphs that replay: requests per second of the gateway's processor time.
Shapes: ${shapeNames.join(', ')}
Gateways: ${contenderNames.join(', ')}; ${reference}, which all are compared with, always runs.
N seconds of measuring in all are ${defaults.seconds} unless given. It needs Linux and its taskset, and installs the others on first use.`;

/** Reads the command line after "gateway"; undefined when help is asked for. Throws an Error that names the wrong argument. */
export function readGatewayArguments(argv: readonly string[]): GatewayBenchArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: defaults.seconds },
      rounds: { type: 'string', default: defaults.rounds },
      connections: { type: 'string', default: defaults.connections },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only?.split(',') ?? contenderNames;
  refuseUnknown('shape', positionals, shapeNames);
  refuseUnknown('gateway', only, contenderNames);
  return {
    shapes: shapes.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    contenders: contenders.filter(({ name }) => name === reference || only.includes(name)),
    seconds: within('seconds', values.seconds, 0.1, 3600),
    rounds: Math.round(within('rounds', values.rounds, 1, 1000)),
    connections: Math.round(within('connections', values.connections, 1, 1000)),
    json: values.json,
  };
}

function refuseUnknown(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no ${what} "${unknown}"; there are ${known.join(', ')}.`);
}

function within(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new Error(`--${option} must be from ${least} to ${most}, not "${text}".`);
}
