import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PgliteORM } from '@mikro-orm/pglite';
import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import type { EntityClass, MikroORM } from '@mikro-orm/sql';
import { sql } from 'kysely';
import type { Log } from '../log/log.js';
import { openEmbedded, openServer, type Engine } from './engine.js';
import type { SecretColumn } from '../secrets/rotation.js';
import { migrate, pendingMigrations } from './migrate.js';
import { Store } from './store.js';

/** Where the data lives. */
export interface DatabaseOptions {
  /** PostgreSQL URL; the embedded database is used when absent. */
  readonly url?: string | undefined;
  /** Folder of the embedded database; in memory when absent. */
  readonly dataDir?: string | undefined;
  /** Most connections to the server. */
  readonly poolSize: number;
  /** A dump of an embedded database to start from. */
  readonly loadDataDir?: Blob | undefined;
}

/** The tables a subgraph brings along. */
export interface StoreDefinition {
  /** PostgreSQL schema. */
  readonly schema: string;
  readonly entities: readonly EntityClass<object>[];
  /** Migrations in order; each class's name is what the log of migrations keeps. */
  readonly migrations: readonly MigrationClass[];
  /** Columns with encrypted texts, all of them: a rotation of keys finds them here. */
  readonly secretColumns?: readonly SecretColumn[];
}

/** The columns with encrypted texts of an open store. */
export interface SecretColumns {
  readonly store: Store;
  readonly columns: readonly SecretColumn[];
}

type MigrationClass = new (
  ...args: ConstructorParameters<typeof import('@mikro-orm/migrations').Migration>
) => import('@mikro-orm/migrations').Migration;

/** All schemas of the product; each store ignores the others' tables. */
const schemas = ['kernel', 'compute', 'metadata', 'storage', 'backup', 'pgboss'];

/** The database of a process: one engine, one store per schema. Opens and closes as a whole. */
export class Database {
  private readonly orms: MikroORM[] = [];
  private readonly secretPlaces: SecretColumns[] = [];

  private constructor(
    readonly engine: Engine,
    private readonly log: Log,
    /** Name of the database on the server; MikroORM would otherwise try to create one. */
    private readonly name: string,
  ) {}

  static async open(options: DatabaseOptions, log: Log): Promise<Database> {
    const engine = options.url
      ? await openServer(options.url, options.poolSize, log)
      : await openEmbedded(options.dataDir, options.loadDataDir);
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(engine.kysely);
    return new Database(engine, log, rows[0]?.name ?? 'postgres');
  }

  /** Opens the store of one schema; call `migrate` once after the last. */
  async store<T>(definition: StoreDefinition): Promise<Store<T>> {
    const options = {
      dbName: this.name,
      schema: definition.schema,
      entities: [...definition.entities],
      driverOptions: this.engine.kysely as object,
      metadataProvider: ReflectMetadataProvider,
      extensions: [Migrator],
      migrations: {
        migrationsList: definition.migrations.map((migration) => ({
          name: migration.name,
          class: migration,
        })),
        tableName: 'migration',
        snapshot: false,
        silent: true,
        transactional: true,
        allOrNothing: true,
        disableForeignKeys: false,
      },
      schemaGenerator: {
        ignoreSchema: schemas.filter((schema) => schema !== definition.schema),
        disableForeignKeys: false,
      },
      discovery: { warnWhenNoEntities: false },
      ensureDatabase: false,
    };
    const orm = (this.engine.kind === 'embedded'
      ? await PgliteORM.init(options as never)
      : await PostgresORM.init(options as never)) as unknown as MikroORM;
    this.orms.push(orm);
    const store = new Store<T>(definition.schema, orm, this.engine.kysely);
    const { secretColumns: columns = [] } = definition;
    if (columns.length > 0) this.secretPlaces.push({ store: store as unknown as Store, columns });
    return store;
  }

  /** The columns with encrypted texts of all open stores. */
  get secretColumns(): readonly SecretColumns[] {
    return this.secretPlaces;
  }

  /** Runs the migrations of all open stores that have not run yet. */
  async migrate(): Promise<string[]> {
    const ran = await migrate(this.engine, this.orms);
    if (ran.length > 0) this.log.info({ migrations: ran }, 'The database schema was migrated');
    return ran;
  }

  /** Migrations that have not run yet. */
  async pending(): Promise<string[]> {
    return pendingMigrations(this.orms);
  }

  /** Whether the database answers; throws the reason when it does not. */
  async ping(): Promise<void> {
    await sql`select 1`.execute(this.engine.kysely);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
