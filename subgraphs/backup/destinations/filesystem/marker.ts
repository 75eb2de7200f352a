import { join } from 'node:path';
import { z } from 'zod';
import { archiveFault } from '../../archive/archive-fault.js';
import { isMissing, syncDirectory, type Files } from '../../archive/files.js';

/** Name of the file that says whose a folder is. */
export const markerName = '.infragraph-destination.json';

const markerSchema = z.object({ format: z.literal('infragraph-destination/1'), guid: z.uuid() });

/** Makes sure that a folder is the destination's. GONE without a marker, FOREIGN with another's. */
export async function checkMarker(files: Files, path: string, guid: string, place: string): Promise<void> {
  const found = await markedGuid(files, path);
  if (found === undefined) throw archiveFault('GONE', place, 'its folder, or the marker in it, is missing');
  if (found !== guid) throw archiveFault('FOREIGN', place, 'the marker in its folder names another one');
}

/** Marks a folder, which is made where there is none. FOREIGN when it is another destination's. */
export async function writeMarker(files: Files, path: string, guid: string, place: string): Promise<void> {
  await files.mkdir(path, { recursive: true });
  try {
    // Of two that mark one folder at once, one fails here.
    await files.writeFile(
      join(path, markerName),
      `${JSON.stringify({ format: 'infragraph-destination/1', guid })}\n`,
      { flag: 'wx', flush: true },
    );
    await syncDirectory(files, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await checkMarker(files, path, guid, place);
  }
}

async function markedGuid(files: Files, path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await files.readFile(join(path, markerName), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return markerSchema.parse(JSON.parse(text)).guid;
  } catch {
    return '';
  }
}
