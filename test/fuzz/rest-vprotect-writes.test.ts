import { fuzzRows } from './fuzz-rows.js';

fuzzRows((dialect, method) => dialect === 'vprotect' && method !== 'GET');
