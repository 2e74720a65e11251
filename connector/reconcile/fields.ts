import type { SegmentFields } from '../../spec/host/segment.ts';

/** The fields a list can give, in the order in which they are told. */
export const FIELDS = ['name', 'description', 'cpm', 'categories'] as const satisfies readonly (keyof SegmentFields)[];
export type Field = (typeof FIELDS)[number];

/** Fields as a row, a snapshot or Permutive has them; undefined and absent are one. */
export type Values = { readonly [F in Field]?: SegmentFields[F] | undefined };

/** Whether two values of a field are one to Permutive (P-1): an empty description is none, categories are a set. */
export function sameValue(field: Field, one: Values, other: Values): boolean {
  switch (field) {
    case 'name':
      return text(one.name) === text(other.name);
    case 'description':
      return text(one.description) === text(other.description);
    case 'cpm':
      return one.cpm === other.cpm;
    case 'categories':
      return sameSet(one.categories ?? [], other.categories ?? []);
  }
}

const text = (value: string | undefined): string => (value ?? '').trim().normalize('NFC');

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const [left, right] = [new Set(one.map(text)), new Set(other.map(text))];
  return left.size === right.size && [...left].every((value) => right.has(value));
}

/** The fields that `values` gives. */
export const given = (values: Values): readonly Field[] => FIELDS.filter((field) => values[field] !== undefined);
/** A copy of what is given, and of nothing else: no other property reaches a snapshot, a plan or a backup (N-11). */
export function fieldsOf({ name, description, cpm, categories }: Values): SegmentFields {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(cpm !== undefined && { cpm }),
    ...(categories !== undefined && { categories: [...categories] }),
  };
}

/** The fields of `wanted` that `seen` holds with another value, as `seen` holds them; nothing when all are alike. */
export function otherwise(wanted: Values, seen: Values): SegmentFields | undefined {
  const differing = given(wanted).filter((field) => !sameValue(field, wanted, seen));
  if (differing.length === 0) return undefined;
  return fieldsOf(Object.fromEntries(differing.map((field) => [field, seen[field] ?? NOTHING[field]])));
}

/** How a field is told of which Permutive keeps nothing: no price is told by leaving it out. */
const NOTHING: Values = { name: '', description: '', categories: [] };
