import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { rivalsFolder } from '../rivals.js';

const resolveFrom = createRequire(`${rivalsFolder}/package.json`);

/** Loads a package of the rivals' own folder; `T` is the part of it that is used, as its documentation tells it. */
export async function rivalPackage<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(resolveFrom.resolve(name)).href)) as T;
}
