import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Managed } from './managed.js';

/** A cluster of hypervisors, or a part of a cloud. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A cluster of hypervisors, or a part of a cloud.' })
@Entity({ schema: 'backup', tableName: 'hypervisor_cluster' })
export class HypervisorCluster extends Managed implements Node {}

/** Pages of hypervisor clusters. */
export const HypervisorClusterConnection = connectionType(HypervisorCluster, 'hypervisor clusters');
