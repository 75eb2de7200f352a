import { keyOf } from '../../../schema/global-id.js';
import type { GraphDefinition } from '../../kernel/subgraph/federated-schema.js';
import { BackupNode } from '../entities/backup-node.js';
import type { BackupParts } from '../services/parts.js';
import { BackupNodeResolver } from './backup-node.resolver.js';
import { MachineTasksResolver } from './machine-tasks.resolver.js';
import { TaskResolver } from './task.resolver.js';
import { WorkLoaders } from './work-loaders.js';
import { WorkResolver } from './work.resolver.js';
import { WorkflowResolver } from './workflow.resolver.js';

/** The tables of nodes and tasks. */
export const workEntities = [BackupNode];

/** The resolvers of nodes and tasks. */
export function workResolvers(parts: BackupParts): GraphDefinition['resolvers'] {
  return [
    new TaskResolver(parts),
    new MachineTasksResolver(parts),
    new WorkResolver(parts),
    new WorkflowResolver(parts),
    new BackupNodeResolver(parts),
  ];
}

/** How they are found by their keys. */
export function workReferences(parts: BackupParts): GraphDefinition['references'] {
  return {
    BackupNode: async ({ id, guid }, context) => {
      if (context.viewer.role === null) return null;
      const key = typeof guid === 'string' ? guid : keyOf('BackupNode', String(id));
      return key === undefined ? null : WorkLoaders.of(parts, context).node.load(key);
    },
  };
}
