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

/** What a heading is said to be: a column, or none, whatever it is called. */
export const NOTHING = 'nothing';
export type Said = Column | typeof NOTHING;
export const saidColumn = (value: unknown): Said | undefined =>
  value === NOTHING ? NOTHING : COLUMNS.find((known) => known === value);

/** What a row says of its segment; its id is the row's own. */
export type ValueColumn = Exclude<Column, 'row_id'>;

/** A row's values as the file has them, under our names. */
export type Values = Partial<Record<ValueColumn, unknown>>;

/** A heading without what does not count: case, spaces, hyphens, underscores, camelCase, format characters at the ends (F-6). */
export const normalised = (heading: string): string =>
  heading
    .replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');

/** Other names of a column, normalised. `id` is not among them: what it means depends on its neighbours. */
const ALIASES: Readonly<Record<Column, readonly string[]>> = {
  row_id: ['row'],
  change: ['action', 'operation'],
  segment_code: ['code', 'segmentid', 'externalid', 'audienceid'],
  segment_name: ['name', 'title', 'label', 'audiencename'],
  description: [],
  cpm: ['price', 'cpm(usd)'],
  categories: ['category', 'tags'],
};

/** `ID`: the code in Permutive's own files, a row's id where another column is the code. */
export const ID = 'id';

/** How well a heading names a column: by its own name, or by another that people use. */
export function nameOf(heading: string): { readonly column: Column; readonly exact: boolean } | undefined {
  const plain = normalised(heading);
  for (const column of COLUMNS) {
    if (plain === normalised(column)) return { column, exact: true };
    if (ALIASES[column].includes(plain)) return { column, exact: false };
  }
  return undefined;
}

/** Permutive's own headings, and the one field that they lack; ours. A CSV of nothing else is read as it stands (F-14). */
const PERMUTIVE = ['ID', 'Name', 'Description', 'CPM (USD)', 'Categories'];
/** What our own files add to the rows they give back. */
export const REMARKS = ['problem', 'remedy', 'request_id', 'guarded'];

export const isOurs = (headings: readonly string[]): boolean =>
  [PERMUTIVE, COLUMNS].some((own: readonly string[]) =>
    headings.every((heading) => own.includes(heading) || REMARKS.includes(heading)),
  );
