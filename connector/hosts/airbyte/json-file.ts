import { readFile } from 'node:fs/promises';
import { reasonOf } from '../reason.ts';
import { Fault } from './fault.ts';

/**
 * Reads a file that holds a JSON object; `what` names it for a person.
 *
 * @throws {Fault} which never quotes the file: it may hold the key.
 */
export async function readJsonFile(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Fault('system_error', `The file of the ${what} cannot be read (${reasonOf(error)}): ${path}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Fault('system_error', `The file of the ${what} is not JSON: ${path}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Fault('system_error', `The file of the ${what} holds no JSON object: ${path}`);
  }
  return json as Record<string, unknown>; // An object, so a record of unknown values.
}
