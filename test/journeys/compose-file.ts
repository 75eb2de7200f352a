import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../support/launcher-project.js';

/** One service of docker-compose.yml, as far as running it without Docker needs to know. */
export interface Service {
  readonly name: string;
  /** What the image's entry point, the command line, is run with; empty for another image. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Program and arguments that end with 0 while the service is well. */
  readonly healthcheck: readonly string[] | undefined;
  /** Folders in the container that are volumes, with the volume's name. */
  readonly volumes: ReadonlyMap<string, string>;
  /** Services that come first, and what of them is waited for. */
  readonly needs: ReadonlyMap<string, 'service_healthy' | 'service_completed_successfully'>;
}

interface WrittenService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: 'service_healthy' }>>;
}

/** The text of the file. */
export function composeText(): string {
  return readFileSync(join(repository, 'docker-compose.yml'), 'utf8');
}

/** The names the file takes from the environment or `.env`. */
export function variablesOfCompose(): Set<string> {
  return new Set([...composeText().matchAll(/\$\{(\w+)/g)].map(([, name]) => name as string));
}

/** The services by name, with the values put in. Fails when a variable has neither a value nor a default. */
export function readComposeFile(values: Readonly<Record<string, string>>): Map<string, Service> {
  const { services } = parse(composeText(), { merge: true }) as {
    services: Readonly<Record<string, WrittenService>>;
  };
  const fill = (text: string): string => filled(text, values);
  return new Map(
    Object.entries(services).map(([name, written]) => {
      const environment = Object.entries(written.environment ?? {});
      const service: Service = {
        name,
        command: written.command ?? [],
        environment: Object.fromEntries(environment.map(([key, value]) => [key, fill(String(value))])),
        healthcheck: written.healthcheck?.test.slice(1),
        volumes: new Map(
          (written.volumes ?? []).map((volume) => volume.split(':').toReversed() as [string, string]),
        ),
        needs: new Map(
          Object.entries(written.depends_on ?? {}).map(([other, { condition }]) => [other, condition]),
        ),
      };
      return [name, service];
    }),
  );
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?+])([^}]*))?\}/g,
    (_, name: string, mark?: string, rest?: string) => {
      if (mark === '+') return values[name] === undefined || values[name] === '' ? '' : (rest ?? '');
      const value = values[name] ?? (mark === '-' ? rest : undefined);
      if (value === undefined) throw new Error(`docker-compose.yml needs ${name}: ${rest ?? 'set it'}`);
      return value;
    },
  );
}
