import type { TaskType } from './contract.js';

const placeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** The lane a kind of work goes through: a queue of its own with its own number of workers. */
export function laneOf(type: Pick<TaskType, 'lane' | 'subgraph'>): string {
  return type.lane ?? type.subgraph;
}

/** The queue of a lane, or of a lane at one place. */
export function queueOf(lane: string, place?: string | null): string {
  return place == null ? lane : `${lane}/${place}`;
}

/** Whether a text can name a place: 1 to 63 letters, digits, dots, underscores and hyphens, not beginning with a mark. */
export function isPlaceName(text: string): boolean {
  return placeName.test(text);
}
