/** A field read from a row: a value, nothing (absent), or a value that cannot be used and why (S-1). */
export type Field<T> = { readonly value: T | undefined } | { readonly problem: string };

const ABSENT = { value: undefined };

const isAbsent = (raw: unknown): boolean => raw === null || raw === undefined || raw === '';

/** A finite number as decimal digits, without an exponent. */
function decimal(raw: number): string {
  const plain = String(raw === 0 ? 0 : raw);
  return plain.includes('e') ? raw.toFixed(20).replace(/\.?0+$/, '') : plain;
}

/** Text of a code, name or description: strings trimmed and NFC-normalised, numbers in decimal (S-1). */
export function readText(raw: unknown): Field<string> {
  if (isAbsent(raw)) return ABSENT;
  if (typeof raw === 'bigint') return { value: raw.toString() };
  if (typeof raw === 'number') {
    if (!Number.isFinite(raw)) return { problem: 'is not a finite number' };
    if (Number.isInteger(raw) && !Number.isSafeInteger(raw)) {
      return { problem: 'is too large to be an exact whole number; send it as text' };
    }
    return { value: decimal(raw) };
  }
  if (typeof raw !== 'string') return { problem: `is ${kindOf(raw)}, not text` };
  if (!raw.isWellFormed()) return { problem: 'holds half a Unicode character' };
  const text = raw.trim().normalize('NFC');
  return text === '' ? ABSENT : { value: text };
}

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A price: a finite number of 0 or more, or such a number as text (S-1). */
export function readPrice(raw: unknown): Field<number> {
  if (isAbsent(raw)) return ABSENT;
  let price: number;
  if (typeof raw === 'number') price = raw;
  else if (typeof raw === 'bigint') price = Number(raw);
  else if (typeof raw === 'string') {
    const text = raw.trim();
    if (text === '') return ABSENT;
    if (!NUMERIC.test(text)) return { problem: 'is not a number' };
    price = Number(text);
  } else return { problem: `is ${kindOf(raw)}, not a number` };
  if (!Number.isFinite(price)) return { problem: 'is not a finite number' };
  if (price < 0) return { problem: 'is less than 0' };
  return { value: price === 0 ? 0 : price };
}

/** Categories: a list of strings, or one comma-separated string; empty entries are dropped (S-1). */
export function readCategories(raw: unknown): Field<readonly string[]> {
  if (isAbsent(raw)) return ABSENT;
  if (typeof raw !== 'string' && !Array.isArray(raw)) return { problem: `is ${kindOf(raw)}, not a list of strings` };
  const entries: unknown[] = typeof raw === 'string' ? raw.split(',') : raw;
  const categories: string[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'string') return { problem: `holds ${kindOf(entry)}, not only strings` };
    if (!entry.isWellFormed()) return { problem: 'holds half a Unicode character' };
    const category = entry.trim().normalize('NFC');
    if (category !== '') categories.push(category);
  }
  // A text of nothing but commas says as little as an empty one; an empty list says "none".
  return typeof raw === 'string' && categories.length === 0 ? ABSENT : { value: categories };
}

function kindOf(raw: unknown): string {
  if (raw === null) return 'null';
  if (Array.isArray(raw)) return 'a list';
  return typeof raw === 'object' ? 'an object' : `a ${typeof raw}`;
}
