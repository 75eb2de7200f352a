#!/usr/bin/env node
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch } from './launcher/launch.mjs';

const entry = fileURLToPath(import.meta.url);

process.exitCode = await launch({ entry, root: dirname(dirname(entry)), argv: process.argv.slice(2) });
