import { Columns } from './columns.ts';
import { Fault, type StreamDescriptor } from './fault.ts';
import { streamKey } from './incoming.ts';

/** One stream of the connection, as far as this destination cares. */
export interface ConfiguredStream {
  readonly key: string;
  readonly descriptor: StreamDescriptor;
  /** What its records do: create only, bring about (with removals by A-10), or remove. */
  readonly does: 'add' | 'upsert' | 'remove';
  readonly columns: Columns;
  /** Absent where the engine counts no generations (E4). */
  readonly generation: { readonly id: number; readonly minimum: number } | undefined;
  readonly fullRefresh: boolean;
  readonly resumable: boolean;
}

export interface Catalog {
  /** By key. */
  readonly streams: ReadonlyMap<string, ConfiguredStream>;
  /** What is worth a warning before anything is sent. */
  readonly warnings: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined; // Looked at, so a record.

const unreadable = (problem: string): Fault => new Fault('system_error', `The catalog cannot be read: ${problem}.`);

/**
 * Reads a ConfiguredAirbyteCatalog.
 *
 * @throws {Fault} it is none, or a stream cannot bring segments.
 */
export function readCatalog(json: unknown, deletedColumn: string | undefined): Catalog {
  const configured = asObject(json)?.['streams'];
  if (!Array.isArray(configured)) throw unreadable('it has no list of streams');
  const streams = new Map<string, ConfiguredStream>();
  const warnings: string[] = [];
  for (const entry of configured) {
    const stream = readStream(asObject(entry) ?? {}, deletedColumn, warnings);
    streams.set(stream.key, stream);
  }
  return { streams, warnings };
}

function readStream(configured: Json, deletedColumn: string | undefined, warnings: string[]): ConfiguredStream {
  const stream = asObject(configured['stream']) ?? {};
  const { name, namespace } = stream;
  const key = streamKey(name, namespace);
  if (key === undefined || typeof name !== 'string') throw unreadable('a stream has no name');
  const descriptor = { name, ...(typeof namespace === 'string' && { namespace }) };
  const columns = new Columns(descriptor, deletedColumn);
  const properties = Object.keys(asObject(asObject(stream['json_schema'])?.['properties']) ?? {});
  if (properties.length > 0) warnings.push(...checkColumns(descriptor, columns, properties, deletedColumn));
  const generation = generationOf(configured);
  const mode = configured['destination_sync_mode'];
  if (mode === 'overwrite' && generation === undefined) {
    warnings.push(
      `Stream "${name}" asks to overwrite, but the engine gives no generation ids, so it cannot be told which list is whole: its records are upserted and nothing is deleted.`,
    );
  }
  if (mode === 'update') {
    warnings.push(
      `Stream "${name}" asks for updates only, which Permutive does not offer: segments that are not there are created.`,
    );
  }
  return {
    key,
    descriptor,
    does: doesOf(mode, configured['destination_object_name']),
    columns,
    generation,
    fullRefresh: configured['sync_mode'] === 'full_refresh',
    resumable: stream['is_resumable'] === true,
  };
}

/** `append` without an object of data activation is the classic mode, which sends everything again in every full refresh. */
function doesOf(mode: unknown, object: unknown): ConfiguredStream['does'] {
  if (mode === 'soft_delete') return 'remove';
  return mode === 'append' && typeof object === 'string' && object !== '' ? 'add' : 'upsert';
}

function generationOf({ generation_id, minimum_generation_id }: Json): ConfiguredStream['generation'] {
  if (typeof generation_id !== 'number') return undefined;
  return { id: generation_id, minimum: typeof minimum_generation_id === 'number' ? minimum_generation_id : 0 };
}

/** A stream that names its columns must name a segment's code or name among them. */
function checkColumns(
  stream: StreamDescriptor,
  columns: Columns,
  properties: readonly string[],
  deletedColumn: string | undefined,
): string[] {
  const found = columns.in(Object.fromEntries(properties.map((property) => [property, null])));
  if (!found.has('segment_code') && !found.has('segment_name')) {
    throw new Fault(
      'config_error',
      `Stream "${stream.name}" has neither a column segment_code nor segment_name; its columns are ${listed(properties)}. Name a column so in the source (a view, an alias or a mapping), or take the stream out of the connection.`,
      { stream },
    );
  }
  if (deletedColumn === undefined || found.has('deleted')) return [];
  return [`Stream "${stream.name}" has no column "${deletedColumn}", so none of its records counts as deleted by it.`];
}

const MOST_LISTED = 20;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
}
