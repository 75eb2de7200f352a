import type { DestinationType } from './destination.js';
import { filesystemType } from './filesystem/filesystem-destination.js';

/** Every type of destination there is; a new one is a folder beside `filesystem` and a row here. */
export const destinationTypes: readonly DestinationType[] = [filesystemType];
