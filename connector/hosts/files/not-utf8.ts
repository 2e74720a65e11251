import { isUtf8 } from 'node:buffer';
import { windowsText } from './encoding.ts';

const SHOWN_CHARACTERS = 60;
/** Of them, before the first letter beyond ASCII. */
const BEFORE = 30;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Why bytes that are not UTF-8 are refused, and what would read them (F-1): shown by a line of them, for nobody knows encodings by name. */
export function notUtf8Text(head: Uint8Array, name: string): string {
  const { utf8, other } = firstLinesBeyondAscii(head);
  if (utf8 !== undefined && other !== undefined)
    return `The file ${name} is in two encodings: line ${utf8} is in UTF-8, line ${other.line} is not, and no encoding reads both. Save it as UTF-8 where it comes from. Nothing was sent.`;
  const shown =
    other === undefined ? 'if its names look right then' : `if line ${other.line} is meant to read: ${other.text}`;
  return `The file ${name} is not in the encoding UTF-8. Files of Windows programs are often in Windows-1252. Add --encoding windows-1252 ${shown}; otherwise save it as UTF-8. Nothing was sent.`;
}

/** The first line with letters beyond ASCII that is UTF-8, and the first that is not, as Windows-1252 reads it. */
function firstLinesBeyondAscii(head: Uint8Array) {
  let utf8: number | undefined;
  let from = 0;
  const lineEnd = head.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN;
  for (let line = 1; from < head.length; line += 1) {
    const next = head.indexOf(lineEnd, from);
    const bytes = head.subarray(from, next < 0 ? head.length : next);
    if (!isUtf8(bytes)) return { utf8, other: { line, text: shownOf(bytes) } };
    if (bytes.some((byte) => byte >= 0x80)) utf8 ??= line;
    from += bytes.length + 1;
  }
  return { utf8, other: undefined };
}

/** As much of a line as shows its letters beyond ASCII. */
function shownOf(bytes: Uint8Array): string {
  const from = Math.max(bytes.findIndex((byte) => byte >= 0x80) - BEFORE, 0);
  return windowsText(bytes.subarray(from, from + SHOWN_CHARACTERS)).trim();
}
