import { MAX_CHARACTERS, MAX_DESCRIPTION } from '../../spec/taxonomy/limits.ts';

/** Why a value cannot be used: what a sentence about its field ends with. */
export class Problem {
  readonly text: string;
  /** Whether it is its length alone. */
  readonly tooLong: boolean;
  constructor(text: string, tooLong = false) {
    this.text = text;
    this.tooLong = tooLong;
  }
}

/** A field read from a row: a value, nothing (absent), or a value that cannot be used and why (S-1). */
export type Field<T> = T | undefined | Problem;

/**
 * The longest text looked at, in UTF-16 units: a description of 1,024 characters, of four units each before they are composed, with as
 * much again for white space around it. What is longer cannot pass, and is not read (P-9).
 */
export const LONGEST_TEXT = 8_192;

/** A whole number of so many digits is no text that could pass; to write it out would take quadratic time. */
const LARGEST_BIGINT = 10n ** BigInt(MAX_DESCRIPTION);

/**
 * Marks in a row that no writing needs (Unicode's Stream-Safe Text Format ends at 30). Normalising sorts them, in quadratic time (P-9);
 * short texts have not enough of them to matter.
 */
const PILED_MARKS = /\p{M}{65}/u;
const SHORT = 256;

/** Printable ASCII without quotes and backslashes. */
const PLAIN = /^[ !#-[\]-~]+$/;
const SPACE = 0x20;
const INVISIBLE = /[\s\p{Cf}]/u;
const INVISIBLE_AT_AN_END = /^\p{Cf}|\p{Cf}$/u;

export const isAbsent = (raw: unknown): raw is null | undefined | '' => raw === null || raw === undefined || raw === '';

/** Unicode characters, not UTF-16 units. */
export const lengthOf = (text: string): number => (text.length <= MAX_CHARACTERS ? text.length : [...text].length);

const longerThan = (characters: number): Problem =>
  new Problem(`is longer than ${characters.toLocaleString('en-US')} characters`, true);

/** A text, unless it is longer than `limit` characters. */
export const bounded = <T extends Field<string>>(text: T, limit: number): T | Problem =>
  typeof text === 'string' && lengthOf(text) > limit ? longerThan(limit) : text;

/**
 * Whether a text is nothing, or what it will be on the wire already: trimmed, in NFC (S-1), and in JSON no other than here. Most
 * texts are, and to see it takes less time than to make sure.
 */
export const isPlain = (raw: unknown): raw is string | undefined =>
  raw === undefined ||
  (typeof raw === 'string' &&
    raw.length <= LONGEST_TEXT &&
    raw.charCodeAt(0) !== SPACE &&
    raw.charCodeAt(raw.length - 1) !== SPACE &&
    PLAIN.test(raw));

/** A text without white space and format characters at its ends (S-5). */
export function trimmed(text: string): string {
  const outer = text.trim();
  if (!INVISIBLE_AT_AN_END.test(outer)) return outer;
  const characters = [...outer];
  const isVisible = (character: string) => !INVISIBLE.test(character);
  const first = characters.findIndex(isVisible);
  return first === -1 ? '' : characters.slice(first, characters.findLastIndex(isVisible) + 1).join('');
}

/** A text trimmed and composed (S-1); it must be bounded already. */
export function normalised(raw: string): Field<string> {
  if (!raw.isWellFormed()) return new Problem('holds half a Unicode character');
  const text = trimmed(raw);
  if (text.length > SHORT && PILED_MARKS.test(text)) return new Problem('piles up more than 64 combining marks');
  return text.normalize('NFC') || undefined;
}

/** Text of a code, name or description of at most `limit` characters: numbers are written in decimal (S-1). */
export function readText(raw: unknown, limit: number): Field<string> {
  if (isAbsent(raw)) return undefined;
  let text: Field<string>;
  switch (typeof raw) {
    case 'bigint':
      if (raw >= LARGEST_BIGINT || raw <= -LARGEST_BIGINT) return longerThan(limit);
      text = raw.toString();
      break;
    case 'number':
      text = decimal(raw);
      break;
    case 'string':
      text = raw.length > LONGEST_TEXT ? longerThan(limit) : normalised(raw);
      break;
    default:
      return new Problem(`is ${kindOf(raw)}, not text`);
  }
  return bounded(text, limit);
}

/** A finite number in decimal digits, without an exponent. */
function decimal(raw: number): string | Problem {
  if (!Number.isFinite(raw)) return new Problem('is not a finite number');
  if (Number.isInteger(raw) && !Number.isSafeInteger(raw))
    return new Problem('is too large to be an exact whole number; send it as text');
  // What is left is written with an exponent only where it is small: 1.5e-7.
  const [digits = '', exponent] = String(raw === 0 ? 0 : raw).split('e-');
  if (exponent === undefined) return digits;
  const sign = raw < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace(/[-.]/g, '')}`;
}

export function kindOf(raw: unknown): string {
  if (raw === null || raw === undefined) return String(raw);
  if (Array.isArray(raw)) return 'a list';
  return typeof raw === 'object' ? 'an object' : `a ${typeof raw}`;
}
