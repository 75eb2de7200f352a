import { fuzzRows } from './fuzz-rows.js';

fuzzRows('server', (dialect) => dialect !== 'vprotect' && dialect !== 'freezer');
