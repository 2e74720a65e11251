import { isUtf8 } from 'node:buffer';
import { Fault } from './fault.ts';

const NEWLINE = 0x0a;

/** The longest line that is read, in bytes: the engine's own limit for a record is far below. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** A line of the input; undefined where its bytes are no UTF-8, so that what it spells could not be kept. */
export type Line = string | undefined;

/**
 * Splits bytes into lines, a chunk's worth at a time; empty ones are left out.
 *
 * @throws {Fault} a line is longer than `longest`.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<readonly Line[]> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const first = chunk.indexOf(NEWLINE);
    refuseTooLong(length + (first < 0 ? chunk.length : first), longest);
    if (first < 0) {
      begun.push(chunk);
      length += chunk.length;
      continue;
    }
    const end = chunk.lastIndexOf(NEWLINE);
    const whole = chunk.subarray(0, end);
    yield split(begun.length === 0 ? whole : Buffer.concat([...begun, whole]));
    begun = [chunk.subarray(end + 1)];
    length = chunk.length - end - 1;
    refuseTooLong(length, longest);
  }
  if (length > 0) yield split(Buffer.concat(begun));
}

/** All at once where all is UTF-8: a decoding for each line would cost more than the parsing. */
function split(lines: Buffer): Line[] {
  const texts = lines.toString('utf8').split('\n');
  const sound = isUtf8(lines);
  const found: Line[] = [];
  let from = 0;
  for (const text of texts) {
    const next = sound ? from : lines.indexOf(NEWLINE, from);
    const broken = !sound && !isUtf8(lines.subarray(from, next < 0 ? lines.length : next));
    if (text !== '') found.push(broken ? undefined : text);
    from = next + 1;
  }
  return found;
}

function refuseTooLong(length: number, longest: number): void {
  if (length <= longest) return;
  throw new Fault('system_error', `A line of the input is longer than ${longest} bytes: ${length} were read of it.`);
}
