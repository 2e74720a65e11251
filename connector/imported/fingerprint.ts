import type { GivenFields } from '../plan/segment-change.ts';
import { categoriesIn, cpmIn, descriptionIn, nameIn, type SegmentJson } from '../send/decode.ts';
import { hashText } from '../text-hash.ts';

/**
 * What is remembered of a segment seen at Permutive: a hash a field, enough to tell whether a given field equals it.
 * 0 stands for an absent field. Hashes keep a million segments in tens of megabytes (T-5).
 */
export interface Fingerprint {
  readonly name: number;
  readonly description: number;
  readonly cpm: number;
  readonly categories: number;
  /** When Permutive says it last changed, in milliseconds since the epoch; 0 where it does not say. */
  readonly updatedAt: number;
}

/** Fields of a segment as sent or as seen. */
export interface Fields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly cpm?: number | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly updatedAt?: string | undefined;
}

/** A field that is compared. */
export type ComparedField = Exclude<keyof Fingerprint, 'updatedAt'>;

const COMPARED: readonly ComparedField[] = ['name', 'description', 'cpm', 'categories'];

/** Texts are equal after NFC and trim (P-1): what a row gives is so already (S-1). */
const canonical = (text: string): string => text.normalize('NFC').trim();

/** Categories are a set: Permutive may list them in another order. */
const hashCategories = (categories: readonly string[]): number =>
  categories.length === 0 ? 0 : hashText(JSON.stringify([...new Set(categories.map(canonical))].sort()));

/** An empty description and none are one: the API may answer either way. */
export function fingerprintOf(fields: Fields = {}): Fingerprint {
  return {
    name: fields.name === undefined ? 0 : hashText(canonical(fields.name)),
    description: hashDescription(fields.description),
    cpm: hashPrice(fields.cpm),
    categories: fields.categories === undefined ? 0 : hashCategories(fields.categories),
    updatedAt: millisecondsOf(fields.updatedAt),
  };
}

const hashDescription = (description: string | undefined): number => {
  const text = description === undefined ? '' : canonical(description);
  return text === '' ? 0 : hashText(text);
};
const hashPrice = (cpm: number | undefined): number => (cpm === undefined ? 0 : hashText(String(cpm)));

/** The time read last: segments of one batch share theirs, and reading it again would cost more than comparing all the rest. */
let lastTime = { text: '', ms: 0 };

/** A time without a zone; the platform would take it for this machine's own. */
const ZONELESS = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/;

/** An ISO time as milliseconds since the epoch, in UTC where it names no zone; 0 when there is none, or none that can be read. */
export function millisecondsOf(time: string | undefined): number {
  if (time === undefined) return 0;
  if (time !== lastTime.text) lastTime = { text: time, ms: Date.parse(ZONELESS.test(time) ? `${time}Z` : time) || 0 };
  return lastTime.ms;
}

/** Whether every given field equals what was seen (P-1); fields that were not given do not count. */
export function matches(given: GivenFields, seen: Fingerprint): boolean {
  const { name, description, cpm, categories } = given;
  return (
    (name === undefined || hashText(name) === seen.name) &&
    (description === undefined || hashDescription(description) === seen.description) &&
    (cpm === undefined || hashPrice(cpm) === seen.cpm) &&
    (categories === undefined || hashCategories(categories) === seen.categories)
  );
}

/** The same against a segment as it came in an answer: comparing texts costs a tenth of hashing them. */
export function matchesSegment(given: GivenFields, seen: SegmentJson): boolean {
  const { name, description, cpm, categories } = given;
  return (
    (name === undefined || isText(name, nameIn(seen))) &&
    (description === undefined || isText(description, descriptionIn(seen) ?? '')) &&
    (cpm === undefined || cpm === cpmIn(seen)) &&
    (categories === undefined || hashCategories(categories) === hashCategories(categoriesIn(seen) ?? []))
  );
}

const isText = (given: string, seen: string | undefined): boolean =>
  seen !== undefined && (given === seen || given === canonical(seen));

/** The given fields that a segment holds other values of. */
export function differingFields(given: GivenFields, seen: Fingerprint): ComparedField[] {
  const wanted = fingerprintOf(given);
  return COMPARED.filter((field) => given[field] !== undefined && wanted[field] !== seen[field]);
}

/** What a segment looks like once `given` has been applied to it; when that was is not known. */
export function merged(seen: Fingerprint, given: GivenFields): Fingerprint {
  const changed = fingerprintOf(given);
  return {
    name: given.name === undefined ? seen.name : changed.name,
    description: given.description === undefined ? seen.description : changed.description,
    cpm: given.cpm === undefined ? seen.cpm : changed.cpm,
    categories: given.categories === undefined ? seen.categories : changed.categories,
    updatedAt: 0,
  };
}
