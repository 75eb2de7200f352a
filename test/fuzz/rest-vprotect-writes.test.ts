import { fuzzRows } from './fuzz-rows.js';

fuzzRows('server', (dialect, method) => dialect === 'vprotect' && method !== 'GET');
