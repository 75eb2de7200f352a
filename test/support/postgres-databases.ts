import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier, type QueryResultRow } from 'pg';

/** The databases of a PostgreSQL server, as its superuser sees them. */
export class PostgresDatabases {
  /** @param server URL of its database `postgres`, with the superuser's password */
  constructor(private readonly server: string) {}

  /** Connection URL with the superuser's password, for database `postgres` unless named. */
  url(database = 'postgres'): string {
    const url = new URL(this.server);
    url.pathname = `/${encodeURIComponent(database)}`;
    return url.href;
  }

  /** Creates a database, empty or as a copy of `template`; answers its URL. Fails when the name is taken. */
  async createDatabase(
    name = `db_${randomBytes(6).toString('hex')}`,
    template = 'template0',
  ): Promise<string> {
    await this.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
    return this.url(name);
  }

  /** Drops a database and the connections to it; an absent one is no fault. */
  async dropDatabase(name: string): Promise<void> {
    await this.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  }

  /** Runs one statement as superuser in database `postgres` and answers its rows. */
  async query<R extends QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.server });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}
