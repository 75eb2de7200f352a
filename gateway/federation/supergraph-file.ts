import { WatchedFile } from '../../subgraphs/kernel/config/watched-file.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { LiveFederation } from './live-federation.js';

/** Serves what stands in a supergraph file, as often as it changes; one that is not a supergraph changes nothing. */
export class SupergraphFile extends WatchedFile {
  constructor(path: string, live: LiveFederation, log: Log) {
    super({ path, log, title: 'The supergraph', use: (sdl) => live.replace(sdl) });
  }
}
