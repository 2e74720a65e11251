import type { ListedSegment } from './listing.ts';
import type { Paint } from './paint.ts';
import { printable, printableJson } from './printable.ts';
import { fitted, textWidth } from './text-width.ts';

export const SEGMENT_FORMATS = ['table', 'csv', 'ndjson'] as const;
export type SegmentFormat = (typeof SEGMENT_FORMATS)[number];

/** Writes a listing page by page: what comes first, then each page. */
export interface SegmentWriter {
  page(segments: readonly ListedSegment[]): string;
}

export function segmentWriter(format: SegmentFormat, paint: Paint): SegmentWriter {
  switch (format) {
    case 'table':
      return new TableWriter(paint);
    case 'csv':
      return new CsvWriter();
    case 'ndjson':
      return { page: (segments) => segments.map((segment) => `${printableJson(segment)}\n`).join('') };
  }
}

/**
 * Permutive's own upload columns, so that the file can be uploaded there, or given back to `sync`. ID is the segment's
 * code: it is what identifies the segment in the import. Values that a spreadsheet would take for a formula stand as
 * they are: an apostrophe before them would become part of the name on the way back.
 */
class CsvWriter implements SegmentWriter {
  #heading = 'ID,Name,Description,CPM (USD)\n';

  page(segments: readonly ListedSegment[]): string {
    const heading = this.#heading;
    this.#heading = '';
    const lines = segments.map(({ code, name, description = '', cpm = '' }) =>
      [code, name, description, String(cpm)].map(csvValue).join(','),
    );
    return heading + lines.map((line) => `${line}\n`).join('');
  }
}

/** Line breaks and tabs are kept, for they are the value's; other control characters are spelled out. */
function csvValue(value: string): string {
  const safe = value
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : printable(part)))
    .join('');
  return /[",\n\t;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

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
