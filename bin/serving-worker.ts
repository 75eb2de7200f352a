import cluster from 'node:cluster';

const placeVariable = 'SERVING_WORKER';

/** What a worker tells the process that started it: what people are told once it serves. */
export interface WorkerMessage {
  readonly ready: string;
}

/** The number of this process among those behind one listener, from 1 on; undefined for one that serves alone. */
export function workerNumber(): number | undefined {
  return cluster.isWorker ? Number(process.env[placeVariable]) : undefined;
}

/** The environment that tells a process its number. */
export function workerEnvironment(number: number): Readonly<Record<string, string>> {
  return { [placeVariable]: String(number) };
}

/** Tells people that this process serves; of several, the one that started them tells it once. */
export function announce(text: string): void {
  const message: WorkerMessage = { ready: text };
  if (cluster.isWorker) process.send?.(message);
  else process.stdout.write(text);
}
