import type { AudienceMode, ChangeRow } from '../../../spec/host/change-set.ts';
import { CODES } from '../../../spec/taxonomy/sandbox/switches/codes.ts';
import { VALUES } from '../../../spec/taxonomy/sandbox/switches/values.ts';
import type { Judged } from './judged.ts';

/** A segment as any answer tells it. */
export type Told = Readonly<Record<string, unknown>>;

export const removes = (mode: AudienceMode, row: ChangeRow): boolean =>
  row.change === 'removed' || (mode === 'remove' && row.change === undefined);

/** What two codes of one segment have in common. */
export const keyOf = ({ switches }: Pick<Judged, 'switches'>, code: string): string =>
  CODES[switches?.codes ?? 'as_given'].key(code);

/** Whether what a row wants of its segment is so, given how the import keeps values. */
export function inEffect(
  { mode, switches }: Pick<Judged, 'mode' | 'switches'>,
  row: ChangeRow,
  segment: object | undefined,
): boolean {
  if (removes(mode, row)) return segment === undefined;
  if (segment === undefined) return false;
  const held = segment as Told; // A field that is not there is undefined.
  const wanted = VALUES[switches?.values ?? 'as_given']({
    ...(row.segment_name !== undefined && { name: String(row.segment_name) }),
    ...(row.description !== undefined && { description: String(row.description) }),
    ...(row.cpm !== undefined && { cpm: Number(row.cpm) }),
    ...(Array.isArray(row.categories) && { categories: row.categories.map(String) }),
  });
  return (
    sameText(wanted.name, held['name']) &&
    sameText(wanted.description, held['description']) &&
    (wanted.cpm === undefined || wanted.cpm === Number(held['cpm'])) &&
    (wanted.categories === undefined || setOf(wanted.categories) === setOf(listIn(held['categories'])))
  );
}

/** P-1: texts are equal after NFC and trim, categories as a set. */
const sameText = (wanted: string | undefined, held: unknown): boolean =>
  wanted === undefined || (typeof held === 'string' && plain(wanted) === plain(held));
const plain = (text: string): string => text.normalize('NFC').trim();
const setOf = (texts: readonly unknown[]): string => JSON.stringify([...new Set(texts.map(String).map(plain))].sort());

/** A list, plain or as head and tail. */
export function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || !('head' in value)) return [];
  return [value.head, ...('tail' in value && Array.isArray(value.tail) ? value.tail : [])];
}
