import { fuzzRows } from './fuzz-rows.js';

fuzzRows('server', (dialect) => dialect === 'delfin');
// Embedded databases take several times as long, so they have the shortest dialect.
fuzzRows('embedded', (dialect) => dialect === 'orchestrator');
