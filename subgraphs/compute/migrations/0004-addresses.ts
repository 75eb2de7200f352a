import { Migration } from '@mikro-orm/migrations';

/** Machines are found by their addresses. */
export class Migration0004Addresses extends Migration {
  override up(): void {
    this.addSql('create index node_public_ips on compute.node using gin (public_ips)');
    this.addSql('create index node_private_ips on compute.node using gin (private_ips)');
  }
}
