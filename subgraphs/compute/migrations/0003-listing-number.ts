import { Migration } from '@mikro-orm/migrations';

/** Numbers listings by a sequence, which costs a listing neither a lock nor a write of the cloud's row. */
export class Migration0003ListingNumber extends Migration {
  override up(): void {
    this.addSql('create sequence compute.listing_number');
    this.addSql(
      "select setval('compute.listing_number', (select coalesce(max(greatest(listing, applied)), 0) + 1 from compute.cloud))",
    );
    this.addSql('alter table compute.cloud drop column listing');
  }
}
