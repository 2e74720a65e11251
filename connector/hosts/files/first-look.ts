import { isUtf8 } from 'node:buffer';
import type { Encoding } from './encoding.ts';
import { type RefusedKind, refusedKindOf } from './refused-kinds.ts';

/** Bytes that are looked at before a row is read (F-1). */
export const LOOK_BYTES = 64 * 1024;

export type Form = 'csv' | 'ndjson' | 'json';

/** What the first bytes of a file say it is. */
export type FirstLook =
  | { readonly is: 'text'; readonly encoding: Encoding }
  | { readonly is: 'gzip' }
  | { readonly is: 'empty' }
  | { readonly is: 'not_utf8' }
  | { readonly is: 'utf16_unmarked'; readonly encoding: Encoding }
  | ({ readonly is: 'refused' } & RefusedKind);

/** `whole`: whether these are all bytes there are. */
export function firstLook(head: Uint8Array, whole: boolean): FirstLook {
  if (head.length === 0) return { is: 'empty' };
  const [first = 0, second = 0, third = 0, fourth = 0] = head;
  if (first === 0x1f && second === 0x8b) return { is: 'gzip' };
  if (first === 0xff && second === 0xfe) {
    if (third === 0 && fourth === 0 && head.length >= 4)
      return { is: 'refused', what: 'UTF-32 text', advice: 'Save it as UTF-8 and sync that file.' };
    return { is: 'text', encoding: 'utf-16le' };
  }
  if (first === 0xfe && second === 0xff) return { is: 'text', encoding: 'utf-16be' };
  const kind = refusedKindOf(head);
  if (kind !== undefined) return { is: 'refused', ...kind };
  const zeros = zerosIn(head);
  if (zeros !== undefined) return { is: 'utf16_unmarked', encoding: zeros };
  if (!beginsAsUtf8(head, whole)) return { is: 'not_utf8' };
  return { is: 'text', encoding: 'utf-8' };
}

/** Text of mostly Latin letters has a zero in every second byte in UTF-16; no other text has as many. */
function zerosIn(head: Uint8Array): Encoding | undefined {
  const counts = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) counts[index % 2] = (counts[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = counts;
  if (Math.max(even, odd) * 4 < head.length) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** A character may be cut at the end of a look, never before it. */
function beginsAsUtf8(head: Uint8Array, whole: boolean): boolean {
  if (isUtf8(head)) return true;
  return !whole && [1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}

/**
 * How rows stand in the text. An array may begin on a line of its own; an object that does not end on its line is JSON
 * as people print it, unless the next line begins another: then the first is a broken line of NDJSON.
 */
export function formOf(text: string): Form {
  const begun = text.trimStart();
  if (/^\[\s*([[{"\]\d]|null|$)/.test(begun)) return 'json'; // A heading such as [Code] is none.
  if (!begun.startsWith('{')) return 'csv';
  const [first = '', ...others] = begun.split(/\r\n|\n|\r/);
  if (isJson(first)) return 'ndjson';
  const next = others.find((line) => line.trim() !== '')?.trimStart();
  return next === undefined || next.startsWith('{') ? 'ndjson' : 'json';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
