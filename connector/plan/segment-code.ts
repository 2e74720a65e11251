import { createHash } from 'node:crypto';
import { SEGMENT_CODE_PATTERN } from '../../spec/host/target.ts';
import { MAX_CHARACTERS } from '../../spec/taxonomy/limits.ts';
import { characterName } from './shown.ts';
import { lengthOf } from './text.ts';

const CODE = new RegExp(SEGMENT_CODE_PATTERN);
/** The same without what a pattern of the manifest can only say in part: format characters beyond the first plane. */
const REFUSED = /[\s\p{Cc}\p{Cf},/\\?#]/u;
const NOT_ASCII = /[\u0080-\uffff]/;

/** What forbids a normalised text to be a segment code, or nothing (S-5). */
export function problemOfCode(code: string): string | undefined {
  if (lengthOf(code) > MAX_CHARACTERS) return `is longer than ${MAX_CHARACTERS} characters`;
  if (CODE.test(code) && !(NOT_ASCII.test(code) && REFUSED.test(code))) return undefined;
  const [refused] = REFUSED.exec(code) ?? [];
  return refused === undefined ? 'means a folder, not a segment' : `holds ${characterName(refused)}`;
}

/** What the spellings of a code have in common that a server which folds codes takes for one: NFC, case, outer space (T-3). */
export const foldCode = (code: string): string => code.normalize('NFC').trim().toLowerCase();

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
