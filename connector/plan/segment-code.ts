import { createHash } from 'node:crypto';
import { SEGMENT_CODE_PATTERN } from '../../spec/host/target.ts';
import { MAX_CHARACTERS } from '../../spec/taxonomy/limits.ts';

const CODE = new RegExp(SEGMENT_CODE_PATTERN);

/** Unicode characters, not UTF-16 units. */
export const lengthOf = (text: string): number => (text.length <= MAX_CHARACTERS ? text.length : [...text].length);

/** Whether a normalised text can be a segment code (S-5). */
export function isSegmentCode(code: string): boolean {
  return code !== '' && lengthOf(code) <= MAX_CHARACTERS && CODE.test(code) && code.isWellFormed();
}

/**
 * The code generated from a trimmed, NFC-normalised segment name (S-6). It must never change between versions: a segment's
 * code is how the next run finds it again.
 */
export function generateSegmentCode(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const lostNothing = /^[A-Za-z0-9 _-]*$/.test(name);
  if (lostNothing && words.length >= 1 && words.length <= 64) return words;
  const head = words.slice(0, 48).replace(/_+$/, '') || 'segment';
  const digest = createHash('sha256').update(name.normalize('NFC'), 'utf8').digest('hex');
  return `${head}_${digest.slice(0, 8)}`;
}
