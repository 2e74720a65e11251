import { readFile } from 'node:fs/promises';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';

const SETTINGS = ['importId', 'apiKey', 'baseUrl', 'target'];

/** What a settings file may hold; the values are validated by whoever takes them. */
export interface SettingsFile {
  readonly importId?: unknown;
  readonly apiKey?: unknown;
  readonly baseUrl?: unknown;
  readonly target?: { readonly segmentName?: unknown; readonly segmentCode?: unknown };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a settings file; it is never written.
 *
 * @throws {UsageError} which never quotes the file: it holds the key, and so may a parser's message.
 */
export async function readSettingsFile(path: string): Promise<SettingsFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`The settings file ${path} cannot be read (${reasonOf(error)}).`);
  }
  let settings: unknown;
  try {
    settings = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new UsageError(`The settings file ${path} is not valid JSON.`);
  }
  if (!isObject(settings)) throw new UsageError(`The settings file ${path} must hold one JSON object.`);
  const unknown = Object.keys(settings).filter((name) => !SETTINGS.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(
      `The settings file ${path} holds something that is no setting. The settings are ${SETTINGS.join(', ')}.`,
    );
  }
  if (settings['target'] !== undefined && !isObject(settings['target'])) {
    throw new UsageError(`In the settings file ${path}, target must be an object: {"segmentName": "..."}.`);
  }
  return settings;
}
