import { segments as listed } from '../../index.ts';
import type { Connection } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { type SegmentFormat, segmentWriter } from './segment-formats.ts';

export interface SegmentsOptions {
  readonly format: SegmentFormat;
  readonly count?: boolean;
  /** Guards CSV against formulas (F-14). */
  readonly safe?: boolean;
}

/** Shows what the import holds now, page by page. */
export async function segments(
  { format, count, safe }: SegmentsOptions,
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  const output = new Output(io.stdout);
  const writer = segmentWriter(
    format,
    { safe: safe === true, terminal: io.stdout.isTTY === true },
    painter(io.stdout, io.env),
  );
  let counted = 0;
  try {
    const { config, baseUrl, transport } = connection;
    const request = { config, ...(baseUrl !== undefined && { delivery: { baseUrl } }) };
    for await (const { segments: page } of listed(request, { ...transport, signal: io.signal })) {
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
