import type { ExchangeLine } from '../../protocol.ts';

/** One exchange, or a stretch of reads that are one thing to a reader: the pages of a listing, a look at each of some codes. */
export interface Stretch {
  readonly first: ExchangeLine;
  /** `first` included; in the order in which they went out. */
  readonly all: readonly ExchangeLine[];
}

/** Puts reads together that went out one after the other, for the same batch and purpose, and came back alike. What was sent stands alone. */
export function stretchesOf(lines: readonly ExchangeLine[]): readonly Stretch[] {
  const stretches: { first: ExchangeLine; all: ExchangeLine[] }[] = [];
  for (const line of lines) {
    const last = stretches.at(-1);
    if (last !== undefined && continues(last.all.at(-1), line)) last.all.push(line);
    else stretches.push({ first: line, all: [line] });
  }
  return stretches;
}

const isRead = ({ purpose }: ExchangeLine): boolean => purpose === 'listing' || purpose === 'confirm';

const continues = (before: ExchangeLine | undefined, next: ExchangeLine): boolean =>
  before !== undefined &&
  isRead(next) &&
  next.number === before.number + 1 &&
  next.purpose === before.purpose &&
  next.batch === before.batch &&
  next.answer === before.answer &&
  next.status === before.status &&
  next.attempt === before.attempt;

/** "23–35", "7, 8" or "4". */
export function numbersOf({ first, all }: Stretch): string {
  const last = all.at(-1)?.number ?? first.number;
  if (last === first.number) return String(first.number);
  return `${first.number}${last === first.number + 1 ? ', ' : '–'}${last}`;
}
