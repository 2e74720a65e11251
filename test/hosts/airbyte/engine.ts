import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Connector } from '../../../connector/hosts/airbyte/io.ts';
import { runAirbyte } from '../../../connector/hosts/airbyte/run.ts';
import connector from '../../../connector/index.ts';
import { write } from '../../../connector/write.ts';
import type { World } from '../../support/run.ts';
import { readProtocol, type Said } from './protocol.ts';

/** One stream of a catalog, with what tests vary. */
export interface StreamOptions {
  readonly name?: string;
  readonly namespace?: string | null;
  readonly mode?: string;
  readonly syncMode?: string;
  readonly object?: string;
  readonly columns?: readonly string[];
  readonly resumable?: boolean;
  /** `[generation_id, minimum_generation_id]`; null ids without. */
  readonly generation?: readonly [number, number];
}

export const stream = ({
  name = 'segments',
  namespace,
  mode = 'append_dedup',
  syncMode = 'incremental',
  object,
  columns = ['segment_code', 'segment_name'],
  resumable,
  generation,
}: StreamOptions = {}) => ({
  stream: {
    name,
    ...(namespace !== undefined && { namespace }),
    json_schema: { type: 'object', properties: Object.fromEntries(columns.map((column) => [column, {}])) },
    supported_sync_modes: ['full_refresh', 'incremental'],
    ...(resumable !== undefined && { is_resumable: resumable }),
  },
  sync_mode: syncMode,
  destination_sync_mode: mode,
  ...(object !== undefined && { destination_object_name: object }),
  generation_id: generation?.[0] ?? null,
  minimum_generation_id: generation?.[1] ?? null,
  sync_id: generation === undefined ? null : 1,
});

export const record = (data: unknown, name = 'segments', namespace?: string) =>
  JSON.stringify({
    type: 'RECORD',
    record: { stream: name, ...(namespace !== undefined && { namespace }), data, emitted_at: 1 },
  });

/** A record of one segment. */
export const segment = (code: string | number | null, more: object = {}, name?: string) =>
  record({ segment_code: code, segment_name: `Name of ${code}`, ...more }, name);

export const streamState = (id: number, name = 'segments') =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":${JSON.stringify(name)}},"stream_state":{"cursor":${id}}},"id":${id}}}`;

export const globalState = (id: number) =>
  `{"type":"STATE","state":{"type":"GLOBAL","global":{"shared_state":{"lsn":9223372036854775807},"stream_states":[]},"id":${id}}}`;

export const complete = (name = 'segments') =>
  JSON.stringify({
    type: 'TRACE',
    trace: { type: 'STREAM_STATUS', emitted_at: 1, stream_status: { stream_descriptor: { name }, status: 'COMPLETE' } },
  });

export interface SyncOptions {
  readonly catalog?: unknown;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lines of stdin; a function is called in its place, once everything before it was taken. */
  readonly input?:
    | Iterable<string | (() => void | Promise<void>)>
    | AsyncIterable<string | (() => void | Promise<void>)>;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Of the command line, given the settings' file; `write` when absent. */
  readonly words?: (config: string) => readonly string[];
  /** In place of the sandbox's. */
  readonly fetch?: typeof fetch;
  /** Called with stdout as it grows. */
  readonly onOutput?: (output: string) => void;
  readonly stdout?: PassThrough;
}

export interface SyncRecord {
  readonly code: number;
  readonly stdout: string;
  readonly said: readonly Said[];
  /** STATE messages in order, by the id the engine gave them. */
  readonly states: readonly { readonly id: number; readonly accepted: number; readonly rejected: number }[];
  readonly trace: NonNullable<Said['trace']>['error'] | undefined;
  readonly logs: (level: string) => readonly string[];
}

/** Plays the engine: one command, in this process, on the world's clock and against its sandbox. */
export async function airbyte(world: World, options: SyncOptions = {}): Promise<SyncRecord> {
  const { sandbox, clock } = world;
  const folder = await mkdtemp(join(tmpdir(), 'airbyte-'));
  const config = join(folder, 'config.json');
  const catalog = join(folder, 'catalog.json');
  const settings = {
    importId: sandbox.importId,
    apiKey: sandbox.keys.write,
    baseUrl: sandbox.inProcessBaseUrl,
    ...options.settings,
  };
  await writeFile(config, JSON.stringify(settings));
  await writeFile(catalog, JSON.stringify(options.catalog ?? { streams: [stream()] }));
  const stdin = new PassThrough();
  const stdout = options.stdout ?? new PassThrough();
  let output = '';
  stdout.on('data', (chunk) => {
    output += String(chunk);
    options.onOutput?.(output);
  });
  const feeding = feed(stdin, options.input ?? []);
  // Files are read on real time: until then the world's must not run ahead.
  const release = clock.hold();
  try {
    const code = await runAirbyte(options.words?.(config) ?? ['write', '--config', config, '--catalog', catalog], {
      stdin,
      stdout,
      env: options.env ?? {},
      signal: options.signal ?? new AbortController().signal,
      connector: onClock(world, release),
      time: clock,
      fetch: options.fetch ?? sandbox.fetch,
    });
    await feeding;
    return recordOf(code, output);
  } finally {
    release();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The connector on the world's clock: hours of waiting take milliseconds. */
const onClock = ({ clock }: World, begun: () => void): Connector => ({
  ...connector,
  write(request, context) {
    begun();
    return write(request, context, { clock });
  },
});

async function feed(stdin: PassThrough, input: NonNullable<SyncOptions['input']>): Promise<void> {
  const closed = new Promise<void>((resolve) => stdin.once('close', () => resolve()));
  for await (const line of input) {
    if (stdin.destroyed) return;
    if (typeof line === 'function') await line();
    else if (!stdin.write(`${line}\n`)) {
      await Promise.race([new Promise<void>((resolve) => stdin.once('drain', () => resolve())), closed]);
    }
  }
  stdin.end();
}

export function recordOf(code: number, stdout: string): SyncRecord {
  const said = readProtocol(stdout);
  return {
    code,
    stdout,
    said,
    states: said.flatMap(({ state }) =>
      state === undefined
        ? []
        : [
            {
              id: Number(state['id']),
              accepted: state.destinationStats.recordCount,
              rejected: state.destinationStats.rejectedRecordCount ?? 0,
            },
          ],
    ),
    trace: said.find(({ trace }) => trace !== undefined)?.trace?.error,
    logs: (level) => said.flatMap(({ log }) => (log?.level === level ? [log.message] : [])),
  };
}
