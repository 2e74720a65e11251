import { MAX_ROW_CHARACTERS } from './raw-row.ts';

/** A piece of a line: all of it, unless it is too long to be held; `end` is what ended it, '' where it goes on or the text is over. */
export interface LinePart {
  readonly text: string;
  readonly end: '' | '\n' | '\r' | '\r\n';
}

/**
 * Splits text into lines, a chunk's worth at a time; LF, CRLF and CR end one (F-2). A line that outgrows a row comes in
 * pieces, so that a file without line breaks never fills the memory.
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<LinePart[]> {
  let rest = '';
  for await (const chunk of chunks) {
    let text = rest + chunk;
    // Whether a CR at the end stands alone is known with the next chunk.
    const held = text.endsWith('\r') ? '\r' : '';
    if (held !== '') text = text.slice(0, -1);
    const parts = split(text);
    const last = parts.pop()?.text ?? '';
    rest = last + held;
    if (rest.length > MAX_ROW_CHARACTERS) {
      parts.push({ text: last, end: '' });
      rest = held;
    }
    yield parts;
  }
  if (rest.endsWith('\r')) yield [{ text: rest.slice(0, -1), end: '\r' }];
  else if (rest !== '') yield [{ text: rest, end: '' }];
}

function split(text: string): LinePart[] {
  if (!text.includes('\r')) {
    const lines = text.split('\n');
    return lines.map((line, index) => ({ text: line, end: index === lines.length - 1 ? '' : '\n' }));
  }
  const pieces = text.split(/(\r\n|\n|\r)/);
  const parts: LinePart[] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    parts.push({ text: pieces[at] ?? '', end: (pieces[at + 1] ?? '') as LinePart['end'] }); // What the pattern captures.
  }
  return parts;
}
