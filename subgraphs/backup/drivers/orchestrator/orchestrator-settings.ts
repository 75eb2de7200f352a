import { z } from 'zod';

const size = z
  .number()
  .int()
  .min(65_536)
  .max(2 ** 44);

/** What an Orchestrator is like. */
export const orchestratorSettings = z
  .strictObject({
    /** Clouds to take machines from, in this order; all it serves when absent. */
    clouds: z.array(z.string().min(1).max(200)).min(1).optional(),
    /** An Orchestrator moves no disks: what they hold is made up and kept in files here. */
    disks: z.literal('simulated').default('simulated'),
    /** Bytes of the one disk of each machine. */
    diskSize: size.default(64 * 1024 * 1024),
    /** Bytes of content that each disk begins with. */
    filled: z
      .number()
      .int()
      .min(0)
      .max(2 ** 34)
      .default(2 * 1024 * 1024),
    /** How long each chunk of a disk takes, in milliseconds. */
    delayMs: z.number().int().min(0).max(600_000).default(0),
    /** Image that restored machines are started from; the first there is when absent. */
    image: z.string().min(1).optional(),
    /** Size that restored machines are started with, where none is wished; the first there is when absent. */
    size: z.string().min(1).optional(),
  })
  .readonly();

/** The same, read. */
export type OrchestratorSettings = z.infer<typeof orchestratorSettings>;
