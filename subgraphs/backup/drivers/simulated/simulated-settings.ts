import { z } from 'zod';
import { driverFaultCodes, type DriverFaultCode } from '../driver-fault.js';

const count = (most: number, usual: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(0).max(most).default(usual);

/** What a made-up hypervisor manager is like. */
export const simulatedSettings = z
  .strictObject({
    /** Another number makes another fleet. */
    seed: z.number().int().min(0).default(1),
    /** How many machines there are. */
    machines: count(100_000, 20),
    /** Places of machines, from 0, that are not there (any more). */
    leftOut: z.array(z.number().int().min(0)).max(100_000).default([]),
    projects: count(1000, 3),
    clusters: z.number().int().min(1).max(1000).default(2),
    hypervisors: z.number().int().min(1).max(10_000).default(4),
    /** Disks of each machine. */
    disks: count(16, 1),
    /** Bytes of each disk. */
    diskSize: z
      .number()
      .int()
      .min(65_536)
      .max(2 ** 44)
      .default(64 * 1024 * 1024),
    /** Bytes of content that each disk begins with. */
    filled: z
      .number()
      .int()
      .min(0)
      .max(2 ** 34)
      .default(2 * 1024 * 1024),
    /** How long each call takes, and each chunk of a disk, in milliseconds. */
    delayMs: count(600_000, 0),
    /** Operations that fail, and how: `{"inventory": "UNREACHABLE"}`. */
    faults: z
      .record(z.string(), z.enum(driverFaultCodes as [DriverFaultCode, ...DriverFaultCode[]]))
      .default({}),
    /** Whether it can tell what has changed on a disk. */
    changedBlocks: z.boolean().default(true),
  })
  .readonly();

/** The same, read. */
export type SimulatedSettings = z.infer<typeof simulatedSettings>;
