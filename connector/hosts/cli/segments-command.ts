import { ConfigSchema } from '../../../spec/host/config.ts';
import { withDefaults } from '../../../spec/host/delivery.ts';
import type { Connection } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { type ListingOptions, listSegments } from './listing.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { type SegmentFormat, segmentWriter } from './segment-formats.ts';
import { UsageError } from './usage-error.ts';

export interface SegmentsOptions {
  readonly format: SegmentFormat;
  readonly count?: boolean;
}

/** Shows what the import holds now, page by page. */
export async function segments({ format, count }: SegmentsOptions, connection: Connection, io: Io): Promise<ExitCode> {
  const output = new Output(io.stdout);
  const writer = segmentWriter(format, painter(io.stdout, io.env));
  let counted = 0;
  try {
    for await (const page of listSegments(listingOf(connection, io))) {
      counted += page.length;
      if (!count) await output.write(writer.page(page));
      if (output.closed) return EXIT.ok; // Nobody reads on (`| head`).
    }
  } catch (error) {
    if (io.signal.aborted) return EXIT.cancelled;
    throw error;
  }
  if (count) await output.write(`${counted}\n`);
  else if (format === 'table') await output.write(`\n${counted === 1 ? '1 segment' : `${counted} segments`}\n`);
  return EXIT.ok;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Holds the settings to the rules that check() and write() hold them to. @throws {UsageError} */
export function listingOf(
  { config, baseUrl = withDefaults().baseUrl, transport }: Connection,
  io: Pick<Io, 'signal'>,
): ListingOptions {
  const { importId, apiKey } = config as { importId: unknown; apiKey: unknown }; // Connection always has both.
  const { properties } = ConfigSchema;
  const fits = (value: unknown, pattern: string): value is string =>
    typeof value === 'string' && new RegExp(pattern).test(value);
  if (!fits(importId, properties.importId.pattern ?? ''))
    throw new UsageError('The Import ID must be a whole UUID with its dashes.');
  if (!fits(apiKey, properties.apiKey.pattern ?? ''))
    throw new UsageError('The API key must be a whole UUID with its dashes.');
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === undefined || !secure || url.username || url.password || url.search || url.hash) {
    throw new UsageError(
      'The base URL must be https (or http on loopback), without credentials, query or fragment (D-7).',
    );
  }
  const root = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return { baseUrl: root, importId, apiKey, fetch: transport.fetch ?? globalThis.fetch, signal: io.signal };
}
