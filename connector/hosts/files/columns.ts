/** What a row of a file may hold. */
export const COLUMNS = [
  'row_id',
  'change',
  'segment_code',
  'segment_name',
  'description',
  'cpm',
  'categories',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Permutive's own upload columns, as `segments --format csv` writes them: what was listed can be synced back. */
const PERMUTIVE_COLUMNS: Readonly<Record<string, Column>> = {
  id: 'segment_code',
  name: 'segment_name',
  'cpm (usd)': 'cpm',
};

/** The column a heading names, if any; case and outer spaces do not matter. */
export function columnOf(heading: string): Column | undefined {
  const plain = heading.trim().toLowerCase();
  const known = COLUMNS.find((column) => column === plain);
  return known ?? (Object.hasOwn(PERMUTIVE_COLUMNS, plain) ? PERMUTIVE_COLUMNS[plain] : undefined);
}
