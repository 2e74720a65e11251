import { MAX_OPERATION_BYTES } from './operation-size.ts';
import { type Field, isAbsent, kindOf, LONGEST_TEXT, normalised, Problem, trimmed } from './text.ts';

/** No digit is looked at twice (P-9). */
const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A price: a finite number of 0 or more, or such a number as text (S-1). */
export function readPrice(raw: unknown): Field<number> {
  if (isAbsent(raw)) return undefined;
  let price: number;
  if (typeof raw === 'number') price = raw;
  else if (typeof raw === 'bigint') price = Number(raw);
  else if (typeof raw === 'string') {
    const text = raw.length > LONGEST_TEXT ? undefined : trimmed(raw);
    if (text === '') return undefined;
    if (text === undefined || !NUMERIC.test(text)) return new Problem('is not a number');
    price = Number(text);
  } else return new Problem(`is ${kindOf(raw)}, not a number`);
  if (!Number.isFinite(price)) return new Problem('is not a finite number');
  if (price < 0) return new Problem('is less than 0');
  return price === 0 ? 0 : price;
}

/** Each category takes four bytes of its operation at least: two quotes, a comma and a character. */
const MOST_CATEGORIES = MAX_OPERATION_BYTES / 4;
// Not a constant: the first number that is put into words costs a third of what the plugin takes to load (H-15).
const tooMany = () => `holds more than ${MOST_CATEGORIES.toLocaleString('en-US')} categories`;
const TOO_MUCH = 'is longer than an operation may be';

/** Categories: a list of strings, or one comma-separated string; empty entries are dropped (S-1). */
export function readCategories(raw: unknown): Field<readonly string[]> {
  if (isAbsent(raw)) return undefined;
  if (typeof raw !== 'string' && !Array.isArray(raw)) return new Problem(`is ${kindOf(raw)}, not a list of strings`);
  if (raw.length > (typeof raw === 'string' ? MAX_OPERATION_BYTES : MOST_CATEGORIES))
    return new Problem(typeof raw === 'string' ? TOO_MUCH : tooMany(), true);
  const entries: unknown[] = typeof raw === 'string' ? raw.split(',') : raw;
  const categories: string[] = [];
  let length = 0;
  for (const entry of entries) {
    if (typeof entry !== 'string') return new Problem(`holds ${kindOf(entry)}, not only strings`);
    length += entry.length;
    if (length > MAX_OPERATION_BYTES) return new Problem(TOO_MUCH, true);
    const category = normalised(entry);
    if (category instanceof Problem) return category;
    if (category !== undefined) categories.push(category);
  }
  // A text of nothing but commas says as little as an empty one; an empty list says "none".
  return typeof raw === 'string' && categories.length === 0 ? undefined : categories;
}
