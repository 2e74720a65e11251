import { CsvRecords, cellsOf } from './csv-records.ts';
import type { LinePart } from './lines.ts';
import { QuoteScan } from './quote-scan.ts';
import { MAX_ROW_CHARACTERS, type RawRow } from './raw-row.ts';

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** Excel's own first line, which tells the separator and is no heading; programs that save it again fill it up with separators. */
const SEPARATOR_LINE = /^\s*"?sep=(.)"?[\s,;|]*$/i;

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

/** Follows the quotation marks of a heading, whatever separates it: a name may hold a line break (Alt+Enter in a spreadsheet). */
class HeadingEnd {
  readonly #scans: readonly QuoteScan[];

  constructor(separators: readonly string[]) {
    this.#scans = separators.map((separator) => new QuoteScan(separator));
  }

  /** Takes the heading's next line. Whether it is its last. */
  isIn(line: string): boolean {
    const ends = this.#scans.map((scan) => {
      scan.take(line);
      return { end: scan.lineEnd(), broken: scan.broken };
    });
    const wellFormed = ends.filter(({ broken }) => !broken);
    return wellFormed.length === 0 || wellFormed.some(({ end }) => end === 'complete');
  }
}

/** A file that was saved with a byte order mark twice has one left; before a quotation mark it would be a letter. */
const withoutMarks = (text: string): string => text.replace(/^\ufeff+/, '');

/** Reads CSV: perhaps `sep=`, a heading, then a row a record. */
export class CsvRows {
  readonly #known: Known;
  #separator: string | undefined;
  #lines = 0;
  /** Lines of a heading that may go on in the next one. */
  #begun: LinePart[] = [];
  #characters = 0;
  #headingEnd = new HeadingEnd(SEPARATORS);
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
    // A heading that is never closed is its first line.
    const rows = this.#begun.length > 0 ? this.#headingOf(1, []) : [];
    const last = this.#records?.end() ?? { rows: [], inside: false };
    return { rows: [...rows, ...last.rows], inside: last.inside };
  }

  /** The heading is a record like any other; before it may stand blank lines, and `sep=`. */
  #begin(parts: readonly LinePart[]): RawRow[] {
    for (const [index, part] of parts.entries()) {
      const text = withoutMarks(part.text);
      if (this.#begun.length === 0) {
        const told = SEPARATOR_LINE.exec(text);
        if (told !== null || text.trim() === '') {
          this.#separator ??= told?.[1];
          if (part.end !== '') this.#lines += 1;
          continue;
        }
        this.#headingEnd = new HeadingEnd(this.#separator === undefined ? SEPARATORS : [this.#separator]);
      }
      this.#begun.push({ ...part, text });
      this.#characters += text.length;
      const rest = parts.slice(index + 1);
      if (this.#headingEnd.isIn(text)) return this.#headingOf(this.#begun.length, rest);
      if (this.#characters > MAX_ROW_CHARACTERS) return this.#headingOf(1, rest);
    }
    return [];
  }

  /** The heading stands in the first `count` of the lines that were kept for it. */
  #headingOf(count: number, rest: readonly LinePart[]): RawRow[] {
    const [lines, others] = [this.#begun.slice(0, count), this.#begun.slice(count)];
    this.#begun = [];
    const text = lines.map((line, index) => line.text + (index === count - 1 ? '' : line.end)).join('');
    const separator = this.#separator ?? readHeading(text, this.#known).separator;
    this.heading = { separator, headings: headingsOf(text, separator).map((heading) => heading.trim()) };
    this.#records = new CsvRecords(separator, this.#lines + lines.filter(({ end }) => end !== '').length);
    return this.#records.take([...others, ...rest]);
  }
}
