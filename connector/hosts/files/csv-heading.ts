import { CsvRecords, cellsOf } from './csv-records.ts';
import type { LinePart } from './lines.ts';
import type { RawRow } from './raw-row.ts';

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** Excel's own first line, which tells the separator and is no heading. */
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;

export interface Heading {
  readonly separator: string;
  readonly headings: readonly string[];
}

/** How many of our fields a set of headings names. */
export type Known = (headings: readonly string[]) => number;

/** The separator under which the heading names most of our columns (F-2); of several, the one that makes most columns. */
function readHeading(text: string, known: Known): Heading {
  const ways = SEPARATORS.map((separator) => ({ separator, headings: headingsOf(text, separator) }));
  const [first, ...others] = ways.map((way) => ({ ...way, score: known(way.headings) * 1_000 + way.headings.length }));
  if (first === undefined) return { separator: ',', headings: [] };
  return others.reduce((best, way) => (way.score > best.score ? way : best), first);
}

function headingsOf(text: string, separator: string): string[] {
  try {
    return cellsOf(text, separator)[0] ?? [];
  } catch {
    return text.split(separator); // Quotation marks that are none under this separator.
  }
}

/** Reads CSV: perhaps `sep=`, a heading, then a row a record. */
export class CsvRows {
  readonly #known: Known;
  #separator: string | undefined;
  #lines = 0;
  #records: CsvRecords | undefined;
  heading: Heading | undefined;

  constructor(known: Known) {
    this.#known = known;
  }

  take(parts: readonly LinePart[]): RawRow[] {
    if (this.#records !== undefined) return this.#records.take(parts);
    return this.#begin(parts);
  }

  end(): { readonly rows: RawRow[]; readonly inside: boolean } {
    return this.#records?.end() ?? { rows: [], inside: false };
  }

  /** Lines before the heading: none, blank ones, or `sep=`. The heading itself is a record like any other. */
  #begin(parts: readonly LinePart[]): RawRow[] {
    for (const [index, { text, end }] of parts.entries()) {
      const told = this.heading === undefined ? SEPARATOR_LINE.exec(text.trim()) : null;
      if (told !== null) this.#separator ??= told[1];
      else if (text.trim() !== '') return this.#headingFrom(parts.slice(index));
      if (end !== '') this.#lines += 1;
    }
    return [];
  }

  #headingFrom(parts: readonly LinePart[]): RawRow[] {
    const [line, ...rest] = parts;
    if (line === undefined) return [];
    const separator = this.#separator ?? readHeading(line.text, this.#known).separator;
    this.heading = { separator, headings: headingsOf(line.text, separator).map((heading) => heading.trim()) };
    this.#records = new CsvRecords(separator, this.#lines + (line.end === '' ? 0 : 1));
    return this.#records.take(rest);
  }
}
