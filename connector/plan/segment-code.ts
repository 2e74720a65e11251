import { createHash } from 'node:crypto';
import { MAX_CHARACTERS } from '../../spec/taxonomy/limits.ts';
import { characterName } from './shown.ts';
import { lengthOf } from './text.ts';

/** What most codes are made of: printable ASCII that may stand in one. */
const USUAL = new RegExp(String.raw`^[!"$-+\-.0->@-[\]-~]{3,${MAX_CHARACTERS}}$`);
const REFUSED = /[\s\p{Cc}\p{Cf},/\\?#]/u;

/** What forbids a normalised text to be a segment code, or nothing (S-5). */
export function problemOfCode(code: string): string | undefined {
  if (USUAL.test(code)) return undefined;
  if (code === '.' || code === '..') return 'means a folder, not a segment';
  if (lengthOf(code) > MAX_CHARACTERS) return `is longer than ${MAX_CHARACTERS} characters`;
  const [refused] = REFUSED.exec(code) ?? [];
  return refused && `holds ${characterName(refused)}`;
}

/** What a server passes over in the spelling of a code: its form alone (NFC, outer space), or its case too (T-3). */
export type Folding = 'form' | 'case';

/** What the spellings of a code have in common that a server which folds codes takes for one (T-3). */
export function foldCode(code: string, folding: Folding = 'case'): string {
  const formed = code.normalize('NFC').trim();
  return folding === 'form' ? formed : formed.toLowerCase();
}

/** What two spellings show that were taken for one code. */
export const foldingShown = (one: string, other: string): Folding =>
  foldCode(one, 'form') === foldCode(other, 'form') ? 'form' : 'case';

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
