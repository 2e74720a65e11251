import { createHash } from 'node:crypto';
import type { SegmentFields } from '../../../spec/host/segment.ts';
import type { PlanLine, StaleSegment } from './protocol.ts';

/** Short enough to be read out, long enough to tell two plans apart: 32 bits of SHA-256, as `9f3c-71be`. */
export function fingerprintOf(about: unknown, lines: Iterable<PlanLine>): string {
  const hash = createHash('sha256').update(JSON.stringify(about));
  for (const line of lines) hash.update(planned(line)).update('\n');
  const hex = hash.digest('hex');
  return `${hex.slice(0, 4)}-${hex.slice(4, 8)}`;
}

/** What a line promises: the operation, the code, what is there and what would be. Not its place in the file. */
function planned({ kind, code, before, after, rows, error }: PlanLine): string {
  return JSON.stringify([
    kind,
    code,
    fieldsOf(before),
    fieldsOf(after),
    rows,
    error?.code ?? null,
    error?.field ?? null,
  ]);
}

const fieldsOf = (fields: SegmentFields | null | undefined) =>
  fields == null
    ? fields
    : [fields.name, fields.description, fields.cpm, fields.categories && [...fields.categories].sort()];

/**
 * Segments that are not as the plan showed them, by name (U-7). `part`: only some rows were looked at again, after a run that
 * broke off; what that run has brought into effect is as it is now. @returns none when the plan still holds.
 */
export function staleSegments(
  shown: Iterable<PlanLine>,
  now: Iterable<PlanLine>,
  { part = false } = {},
): StaleSegment[] {
  const before = new Map<string, PlanLine>();
  for (const line of shown) before.set(keyOf(line), line);
  const stale: StaleSegment[] = [];
  for (const line of now) {
    const known = before.get(keyOf(line));
    before.delete(keyOf(line));
    if (part && line.kind === 'unchanged') continue;
    if (known === undefined) stale.push(told(line, 'is another change now'));
    else if (planned(part ? { ...known, rows: line.rows } : known) !== planned(line))
      stale.push(told(line, differenceOf(known, line)));
  }
  if (!part) for (const line of before.values()) stale.push(told(line, 'is another change now'));
  return stale;
}

const keyOf = ({ kind, code, line }: PlanLine) =>
  line > 0 && (kind === 'failed' || kind === 'skipped' || code === null) ? `line ${line}` : `code ${code}`;
const told = ({ code, name }: PlanLine, change: string): StaleSegment => ({ code, name, change });

const WORDS = {
  deleted: 'would be deleted',
  updated: 'would be updated',
  created: 'would be created',
  unchanged: 'is as the row asks for',
  failed: 'would fail',
  skipped: 'would be left out',
} as const;

function differenceOf(shown: PlanLine, now: PlanLine): string {
  const fields = (['name', 'cpm', 'description', 'categories'] as const).flatMap((field) => {
    const [was, is] = [textOf(shown.before?.[field]), textOf(now.before?.[field])];
    return was === is ? [] : [`${field} was ${was}, now ${is}`];
  });
  if (shown.kind !== now.kind) fields.push(`it ${WORDS[now.kind]} now`);
  return fields.length > 0 ? fields.join('; ') : 'its change is another now';
}

const textOf = (value: unknown) =>
  value === undefined || value === null ? 'none' : Array.isArray(value) ? value.join(', ') : String(value);
