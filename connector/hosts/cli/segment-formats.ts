import { segmentCsv } from '../files/segment-csv.ts';
import type { ListedSegment } from '../listing.ts';
import type { Paint } from './paint.ts';
import { printable, printableJson, printableLines } from './printable.ts';
import { fitted, textWidth } from './text-width.ts';

export const SEGMENT_FORMATS = ['table', 'csv', 'ndjson'] as const;
export type SegmentFormat = (typeof SEGMENT_FORMATS)[number];

/** Writes a listing page by page: what comes first, then each page. */
export interface SegmentWriter {
  page(segments: readonly ListedSegment[]): string;
}

/** `terminal`: whether what is written goes to one, which a value must not steer. A file gets every value as it is (F-14). */
export function segmentWriter(format: SegmentFormat, terminal: boolean, paint: Paint): SegmentWriter {
  switch (format) {
    case 'table':
      return new TableWriter(paint);
    case 'csv':
      return new CsvWriter(false, terminal);
    case 'ndjson':
      return { page: (segments) => segments.map((segment) => `${printableJson(rowOf(segment))}\n`).join('') };
  }
}

class CsvWriter implements SegmentWriter {
  readonly #csv: ReturnType<typeof segmentCsv>;
  readonly #terminal: boolean;
  #begun = false;

  constructor(safe: boolean, terminal: boolean) {
    this.#csv = segmentCsv(safe);
    this.#terminal = terminal;
  }

  page(segments: readonly ListedSegment[]): string {
    const heading = this.#begun ? '' : this.#csv.heading;
    this.#begun = true;
    const text = heading + this.#csv.lines(segments);
    return this.#terminal ? printableLines(text) : text;
  }
}

/** Under the names that `sync` reads (F-14). */
const rowOf = ({ code, name, ...fields }: ListedSegment) => ({ segment_code: code, segment_name: name, ...fields });

const TITLES = ['CODE', 'NAME', 'CPM (USD)', 'CATEGORIES', 'DESCRIPTION'];
const WIDEST = [40, 44, 9, 30, 60];

/** Columns as wide as the first page needs: what comes later is not known without holding the whole listing. */
class TableWriter implements SegmentWriter {
  readonly #paint: Paint;
  #widths: readonly number[] | undefined;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  page(segments: readonly ListedSegment[]): string {
    const rows = segments.map(cellsOf);
    const heading = this.#widths === undefined;
    this.#widths ??= TITLES.map((title, column) =>
      Math.min(WIDEST[column] ?? 0, Math.max(title.length, ...rows.map((cells) => textWidth(cells[column] ?? '')))),
    );
    const widths = this.#widths;
    // A code is there to be copied: it is never cut.
    const line = (cells: readonly string[]) =>
      cells
        .map((cell, column) => fitted(cell, widths[column] ?? 0, column === 0))
        .join('  ')
        .trimEnd();
    return (heading ? `${this.#paint('bold', line(TITLES))}\n` : '') + rows.map((cells) => `${line(cells)}\n`).join('');
  }
}

const cellsOf = ({ code, name, cpm, categories = [], description = '' }: ListedSegment): string[] =>
  [code, name, cpm === undefined ? '' : cpm.toFixed(2), categories.join(', '), description].map(printable);
