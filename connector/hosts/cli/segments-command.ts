import { segments as listed } from '../../index.ts';
import { type Unfit, unfitIn } from '../sync-back.ts';
import type { Connection } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { printable } from './printable.ts';
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
  const unfit: Unfit[] = [];
  try {
    const { config, baseUrl, transport } = connection;
    const request = { config, ...(baseUrl !== undefined && { delivery: { baseUrl } }) };
    for await (const { segments: page } of listed(request, { ...transport, signal: io.signal })) {
      counted += page.length;
      if (!count) await output.write(writer.page(page));
      if (!count && format !== 'table') unfit.push(...(await unfitIn(page)));
      if (output.closed) return EXIT.ok; // Nobody reads on (`| head`).
    }
  } catch (error) {
    if (io.signal.aborted) return EXIT.cancelled;
    throw error;
  }
  if (unfit.length > 0) io.stderr.write(unfitText(unfit));
  if (count) await output.write(`${counted}\n`);
  else if (format === 'table') await output.write(`\n${counted === 1 ? '1 segment' : `${counted} segments`}\n`);
  return EXIT.ok;
}

const UNFIT_SHOWN = 20;

/** F-14: what would not come back as it is, and why. */
function unfitText(unfit: readonly Unfit[]): string {
  const lines = unfit.slice(0, UNFIT_SHOWN).map(({ code, reason }) => `  ${printable(code)}  ${printable(reason)}`);
  const more = unfit.length > UNFIT_SHOWN ? [`  and ${unfit.length - UNFIT_SHOWN} more`] : [];
  return ['warning: sync would not bring these segments back as they are:', ...lines, ...more, ''].join('\n');
}
