import type { SegmentUpdate } from '../../segment.ts';

const named = ({ name, ...rest }: SegmentUpdate, form: (name: string) => string): SegmentUpdate => ({
  ...rest,
  ...(name !== undefined && { name: form(name) }),
});

/** The longest name that `cut` keeps. */
const CUT = 12;

/** What an import makes of the values it is given before it keeps them (T-3). */
export const VALUES = {
  as_given: (fields) => fields,
  /** Prices in whole cents. */
  rounded: (fields) => ({ ...fields, ...(fields.cpm !== undefined && { cpm: Math.round(fields.cpm * 100) / 100 }) }),
  /** `&` as `&amp;` in names. */
  escaped: (fields) => named(fields, (name) => name.replaceAll('&', '&amp;')),
  /** Names in NFD. */
  decomposed: (fields) => named(fields, (name) => name.normalize('NFD')),
  /** Names of at most twelve characters. */
  cut: (fields) => named(fields, (name) => name.slice(0, CUT)),
  /** Categories each once, sorted. */
  sorted: ({ categories, ...rest }) => ({
    ...rest,
    ...(categories && { categories: [...new Set(categories)].sort() }),
  }),
} as const satisfies Record<string, (fields: SegmentUpdate) => SegmentUpdate>;
