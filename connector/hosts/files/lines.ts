/** A line of a file, counted from 1, or why it cannot be read. */
export type Line = { readonly number: number } & ({ readonly text: string } | { readonly problem: string });

/** No record needs as much (S-5 allows a description of 1,024 characters); a file without line breaks must not fill the memory. */
const MAX_LINE_CHARACTERS = 256 * 1024;

/**
 * Splits UTF-8 text into lines, a chunk's worth at a time. `onBytes` hears of each chunk's size.
 * A byte order mark is dropped; CRLF and LF both end a line.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array | string>,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = '';
  let overflowed = false;
  const lineFrom = (text: string): Line => {
    number += 1;
    const tooLong = overflowed || text.length > MAX_LINE_CHARACTERS;
    overflowed = false;
    if (tooLong) return { number, problem: `is longer than ${MAX_LINE_CHARACTERS} characters` };
    // What the decoder could not read: sending it on would spell names wrong at Permutive for good.
    if (text.includes('\ufffd')) return { number, problem: 'is not UTF-8 text' };
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const chunk of chunks) {
    onBytes(typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength);
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    yield parts.map(lineFrom);
    if (rest.length > MAX_LINE_CHARACTERS) {
      overflowed = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '' || overflowed) yield [lineFrom(rest)];
}
