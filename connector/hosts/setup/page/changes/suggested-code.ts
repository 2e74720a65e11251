import { MAX_CHARACTERS } from '../../../../../spec/taxonomy/limits.ts';

/** What a code may not hold (S-5): spaces, invisible characters, and what an address has a meaning for. */
const NOT_IN_CODES = /[\s\p{Cc}\p{Cf},/\\?#]+/gu;

/** A code that can be used, as close as possible to one that cannot: `spring_campaign_2024`. Nothing where none is left. */
export function suggestedCode(code: string): string | undefined {
  const mended = code
    .trim()
    .replaceAll(NOT_IN_CODES, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, MAX_CHARACTERS);
  return mended === code || /^\.{0,2}$/.test(mended) ? undefined : mended;
}
