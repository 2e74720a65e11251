import type { Values } from './columns.ts';

/** Values that a program may have damaged on the way (F-12): told before anything is sent. */
export type Damage =
  | 'exponent'
  | 'decimals'
  | 'quoted_formula'
  | 'null_word'
  | 'lost_zeros'
  | 'case_only'
  | 'null_code';

export interface DamageReport {
  readonly damage: Damage;
  readonly count: number;
  /** The first three. */
  readonly lines: readonly number[];
  /** As it stands on the first of them. */
  readonly example: string;
}

/** With a decimal comma where the spreadsheet speaks a language that has one. */
const EXPONENT = /^\d([.,]\d+)?E\+\d+$/i;
/** A number as a program writes it whose column has gaps: 1001.0 of 1001. */
const WITH_DECIMALS = /^\d+\.0$/;
const QUOTED_FORMULA = /^="((?:[^"]|"")*)"$/;
/** The errors of a spreadsheet among them, which a lookup leaves where it found nothing. */
const NULL_WORD = /^(NULL|null|None|N\/A|n\/a|NaN|\\N|#N\/A|#NV|#REF!|#NAME\?|#VALUE!|#DIV\/0!|#NULL!|#NUM!)$/;
/** The longest of them. */
const LONGEST_NULL_WORD = 7;
/** Codes that are compared with each other: more would fill the memory. */
const CODES_COMPARED = 100_000;
const LINES_TOLD = 3;
/** F-14: what bears our own names is nobody's to repair. */
const KEPT = 'kept as they stand';

/** `="00123"`, which spreadsheets write to keep zeros, as 00123. */
export function withoutFormula(value: string): string {
  const inside = value.startsWith('="') ? QUOTED_FORMULA.exec(value)?.[1] : undefined;
  return inside === undefined ? value : inside.replaceAll('""', '"');
}

export const isNullWord = (value: string): boolean => value.length <= LONGEST_NULL_WORD && NULL_WORD.test(value);

/** Looks for damage, a row at a time. */
export class DamageTally {
  readonly #found = new Map<Damage, { count: number; lines: number[]; example: string }>();
  readonly #codes = new Map<string, string>();
  readonly #plainNumbers: { line: number; code: string }[] = [];
  #zeros = 0;

  see(values: Values, line: number): void {
    for (const value of Object.values(values)) {
      if (typeof value !== 'string') continue;
      if (value.startsWith('="') && QUOTED_FORMULA.test(value)) this.#tell('quoted_formula', line, value);
      else if (isNullWord(value) && value !== values.segment_code) this.#tell('null_word', line, value);
    }
    const { segment_code: code } = values;
    if (typeof code === 'string' && code !== '') this.#seeCode(withoutFormula(code.trim()), line);
  }

  end(): readonly DamageReport[] {
    for (const { line, code } of this.#plainNumbers) {
      if (code.length < this.#zeros) this.#tell('lost_zeros', line, code);
    }
    this.#codes.clear();
    this.#plainNumbers.length = 0;
    return [...this.#found].map(([damage, found]) => ({ damage, ...found }));
  }

  #seeCode(code: string, line: number): void {
    if (isNullWord(code)) this.#tell('null_code', line, code);
    else if (EXPONENT.test(code)) this.#tell('exponent', line, code);
    else if (WITH_DECIMALS.test(code)) this.#tell('decimals', line, code);
    if (/^0\d+$/.test(code)) this.#zeros = Math.max(this.#zeros, code.length);
    if (this.#codes.size >= CODES_COMPARED) return;
    if (/^[1-9]\d*$/.test(code)) this.#plainNumbers.push({ line, code });
    const folded = code.toLowerCase();
    const other = this.#codes.get(folded);
    if (other === undefined) this.#codes.set(folded, code);
    else if (other !== code) this.#tell('case_only', line, `${other} and ${code}`);
  }

  #tell(damage: Damage, line: number, example: string): void {
    const found = this.#found.get(damage);
    if (found === undefined) this.#found.set(damage, { count: 1, lines: [line], example });
    else {
      found.count += 1;
      if (found.lines.length < LINES_TOLD) found.lines.push(line);
    }
  }
}

/** How the rows are read that the damage is in: what they are called, and whether nothing of them is read otherwise. */
interface DamagedRows {
  readonly unit: string;
  readonly asItStands: boolean;
}

/** For a person: what it is, and what is made of it. */
export function damageText({ damage, count, lines, example }: DamageReport, { unit, asItStands }: DamagedRows): string {
  const where = `${unit}${lines.length > 1 ? 's' : ''} ${lines.map((line) => line.toLocaleString('en-US')).join(', ')}`;
  const values = `${count.toLocaleString('en-US')} ${count === 1 ? 'value' : 'values'} (${where}; ${example})`;
  switch (damage) {
    case 'exponent':
      return `Codes that a spreadsheet has shortened, such as 1.23457E+14: ${values}. Different segments may share one now; export the column as text.`;
    case 'decimals':
      return `Codes that end in .0, as programs write whole numbers of a column with gaps: ${values}. Export the column as text, or they are other segments than those without.`;
    case 'quoted_formula':
      return `Values written as ="…", ${asItStands ? KEPT : 'read without it'}: ${values}.`;
    case 'null_word':
      return `Words for "nothing", ${asItStands ? KEPT : 'read as not given'}: ${values}.`;
    case 'null_code':
      return asItStands
        ? `Codes that are a word for "nothing", ${KEPT}: ${values}.`
        : `Codes that are a word for "nothing": ${values}. Their rows fail.`;
    case 'lost_zeros':
      return `Codes without the leading zeros that others have: ${values}. A spreadsheet may have dropped them.`;
    case 'case_only':
      return `Codes that differ from another in upper and lower case only: ${values}. They are different segments.`;
  }
}
