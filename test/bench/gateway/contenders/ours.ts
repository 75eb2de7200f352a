import { main } from '../../../../bin/cli.js';
import { supergraphFile } from './world-folder.js';

/** `infragraph gateway` as its users start it; it says by itself where it listens. */
process.exitCode = await main(['gateway', '--supergraph', supergraphFile, '--port', '0']);
