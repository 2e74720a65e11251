/** Why a value cannot be used. */
export class Problem {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A field read from a row: a value, nothing (absent), or a value that cannot be used and why (S-1). */
export type Field<T> = T | undefined | Problem;

const isAbsent = (raw: unknown): boolean => raw === null || raw === undefined || raw === '';

/** A finite number as decimal digits, without an exponent. */
function decimal(raw: number): string {
  const plain = String(raw === 0 ? 0 : raw);
  return plain.includes('e') ? raw.toFixed(20).replace(/\.?0+$/, '') : plain;
}

/** Printable ASCII without quotes and backslashes. */
const PLAIN = /^[ !#-[\]-~]+$/;
const SPACE = 0x20;

/**
 * Whether a text is nothing, or what it will be on the wire already: trimmed, in NFC (S-1), and in JSON no other than here. Most
 * texts are, and to see it takes less time than to make sure.
 */
export const isPlain = (raw: unknown): raw is string | undefined =>
  raw === undefined ||
  (typeof raw === 'string' &&
    raw.charCodeAt(0) !== SPACE &&
    raw.charCodeAt(raw.length - 1) !== SPACE &&
    PLAIN.test(raw));

/** Text of a code, name or description: strings trimmed and NFC-normalised, numbers in decimal (S-1). */
export function readText(raw: unknown): Field<string> {
  if (isAbsent(raw)) return undefined;
  if (typeof raw === 'bigint') return raw.toString();
  if (typeof raw === 'number') {
    if (!Number.isFinite(raw)) return new Problem('is not a finite number');
    if (Number.isInteger(raw) && !Number.isSafeInteger(raw)) {
      return new Problem('is too large to be an exact whole number; send it as text');
    }
    return decimal(raw);
  }
  if (typeof raw !== 'string') return new Problem(`is ${kindOf(raw)}, not text`);
  if (!raw.isWellFormed()) return new Problem('holds half a Unicode character');
  const text = raw.trim().normalize('NFC');
  return text === '' ? undefined : text;
}

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A price: a finite number of 0 or more, or such a number as text (S-1). */
export function readPrice(raw: unknown): Field<number> {
  if (isAbsent(raw)) return undefined;
  let price: number;
  if (typeof raw === 'number') price = raw;
  else if (typeof raw === 'bigint') price = Number(raw);
  else if (typeof raw === 'string') {
    const text = raw.trim();
    if (text === '') return undefined;
    if (!NUMERIC.test(text)) return new Problem('is not a number');
    price = Number(text);
  } else return new Problem(`is ${kindOf(raw)}, not a number`);
  if (!Number.isFinite(price)) return new Problem('is not a finite number');
  if (price < 0) return new Problem('is less than 0');
  return price === 0 ? 0 : price;
}

/** Categories: a list of strings, or one comma-separated string; empty entries are dropped (S-1). */
export function readCategories(raw: unknown): Field<readonly string[]> {
  if (isAbsent(raw)) return undefined;
  if (typeof raw !== 'string' && !Array.isArray(raw)) return new Problem(`is ${kindOf(raw)}, not a list of strings`);
  const entries: unknown[] = typeof raw === 'string' ? raw.split(',') : raw;
  const categories: string[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'string') return new Problem(`holds ${kindOf(entry)}, not only strings`);
    if (!entry.isWellFormed()) return new Problem('holds half a Unicode character');
    const category = entry.trim().normalize('NFC');
    if (category !== '') categories.push(category);
  }
  // A text of nothing but commas says as little as an empty one; an empty list says "none".
  return typeof raw === 'string' && categories.length === 0 ? undefined : categories;
}

function kindOf(raw: unknown): string {
  if (raw === null) return 'null';
  if (Array.isArray(raw)) return 'a list';
  return typeof raw === 'object' ? 'an object' : `a ${typeof raw}`;
}
