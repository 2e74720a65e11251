import type { LinePlace, LinesFound } from './report.ts';

const FIRST = 5;

/** Counts lines of one kind and keeps where the first stand. */
export class LineCount implements LinesFound {
  count = 0;
  readonly first: LinePlace[] = [];

  add(file: string, line: number): void {
    this.count += 1;
    if (this.first.length < FIRST) this.first.push({ file, line });
  }
}
