import { registerEnumType } from 'type-graphql';

/** States of a machine (section 8 of the Orchestrator's contract, with three that its REST API shows as unknown). */
export const ComputeNodeStateEnum = {
  RUNNING: 'RUNNING',
  REBOOTING: 'REBOOTING',
  TERMINATED: 'TERMINATED',
  PENDING: 'PENDING',
  UNKNOWN: 'UNKNOWN',
  STOPPED: 'STOPPED',
  PAUSED: 'PAUSED',
  ERROR: 'ERROR',
} as const;

/** State of a machine. */
export type ComputeNodeState = keyof typeof ComputeNodeStateEnum;

registerEnumType(ComputeNodeStateEnum, {
  name: 'ComputeNodeState',
  description: 'What a cloud machine is doing.',
  valuesConfig: {
    RUNNING: { description: 'It runs.' },
    REBOOTING: { description: 'It is starting again.' },
    TERMINATED: { description: 'It is gone or suspended for good.' },
    PENDING: { description: 'It is being built and does not run yet.' },
    UNKNOWN: { description: 'The cloud tells nothing we know.' },
    STOPPED: { description: 'It is switched off and can be started again.' },
    PAUSED: { description: 'It is held in memory and does not run.' },
    ERROR: { description: 'The cloud failed to build or run it.' },
  },
});
