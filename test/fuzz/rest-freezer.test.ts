import { fuzzRows } from './fuzz-rows.js';

fuzzRows('server', (dialect) => dialect === 'freezer');
