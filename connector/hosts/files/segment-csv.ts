import type { Segment } from '../../../spec/host/segment.ts';
import { csvLine } from './csv-cell.ts';
import { GUARD_COLUMN, guarded } from './spreadsheet-guard.ts';

/** Permutive's own upload columns, and the one field that it has none for. `ID` is the segment's code. */
const HEADINGS = ['ID', 'Name', 'Description', 'CPM (USD)', 'Categories'];

/**
 * Segments as a file that Permutive's own upload takes, and `sync` reads back without a difference (F-14).
 * `safe`: nothing of it runs in a spreadsheet; the guard is undone when it is read back.
 */
export function segmentCsv(safe = false): { heading: string; lines(segments: readonly Segment[]): string } {
  return {
    heading: csvLine(safe ? [...HEADINGS, GUARD_COLUMN] : HEADINGS),
    lines: (segments) => segments.map((segment) => csvLine(safe ? safeCells(segment) : cellsOf(segment))).join(''),
  };
}

const cellsOf = ({ code, name = '', description = '', cpm, categories = [] }: Segment): string[] => [
  code,
  name,
  description,
  cpm === undefined ? '' : String(cpm),
  // A comma inside a category would make two of it: then the list is written as one.
  categories.some((category) => /[,[\]{}"]/.test(category)) ? JSON.stringify(categories) : categories.join(','),
];

function safeCells(segment: Segment): string[] {
  const cells = cellsOf(segment);
  const safe = cells.map(guarded);
  return [...safe, safe.some((cell, index) => cell !== cells[index]) ? 'yes' : ''];
}
