import { fuzzRows } from './fuzz-rows.js';

fuzzRows((dialect) => dialect !== 'vprotect' && dialect !== 'freezer');
