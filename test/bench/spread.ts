/** What several repeats came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (place: number) => sorted[Math.min(Math.max(place, 0), sorted.length - 1)] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** Three significant digits, and thousands apart: more would claim a precision nobody has. */
export function shown(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 1_000 ? rounded.toLocaleString('en-US') : String(rounded);
}

/** The median, and the least and the most in brackets. */
export const shownSpread = ({ median, least, most }: Spread): string =>
  `${shown(median)} (${shown(least)}–${shown(most)})`;
