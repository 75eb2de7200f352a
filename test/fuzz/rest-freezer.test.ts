import { fuzzRows } from './fuzz-rows.js';

fuzzRows('embedded', (dialect) => dialect === 'freezer');
