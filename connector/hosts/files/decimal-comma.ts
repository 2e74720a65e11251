/** How the prices of a file are written, decided once from the whole column (F-2). */
export type Decimals = 'point' | 'comma';

/** 1,50 or 1.234,56: what no other reading fits. */
const COMMA_ONLY = /^[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))$/;
/** 1,234: a thousand to some, one and a bit to others. */
const EITHER = /^[+-]?\d{1,3},\d{3}$/;
const WHOLE = /^[+-]?\d+$/;
/** 1.234: a whole number where the comma is the decimal sign. */
const GROUPED = /^[+-]?\d{1,3}(\.\d{3})+$/;

/** Counts the prices of a column as it is read. */
export class DecimalSigns {
  #commas = 0;
  #either = 0;
  #others = 0;

  see(value: string): void {
    if (COMMA_ONLY.test(value)) this.#commas += 1;
    else if (EITHER.test(value)) this.#either += 1;
    else if (!WHOLE.test(value) && !GROUPED.test(value)) this.#others += /\d\.\d/.test(value) ? 1 : 0;
  }

  /** Where commas separate values the whole column must agree; elsewhere one is enough. */
  decide(separator: string): Decimals {
    if (separator === ',') return this.#commas > 0 && this.#others === 0 ? 'comma' : 'point';
    return this.#commas + this.#either > 0 ? 'comma' : 'point';
  }
}

/** A price with a decimal point, or undefined for one that contradicts the column. */
export function withPoint(value: string): string | undefined {
  if (COMMA_ONLY.test(value) || EITHER.test(value)) return value.replaceAll('.', '').replace(',', '.');
  if (WHOLE.test(value)) return value;
  if (GROUPED.test(value)) return value.replaceAll('.', '');
  return /^[+-]?\d+\.\d+$/.test(value) ? undefined : value; // What is no number is refused as that, by the connector.
}
