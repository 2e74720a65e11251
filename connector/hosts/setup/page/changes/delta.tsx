import type { ReactNode } from 'react';
import type { SegmentFields } from '../../../../../spec/host/segment.ts';
import { price } from '../words.ts';

const FIELDS = ['name', 'cpm', 'description', 'categories'] as const;
type Field = (typeof FIELDS)[number];
type Fields = SegmentFields | null | undefined;

export const changedFields = (before: Fields, after: Fields): readonly Field[] =>
  FIELDS.filter((field) => after?.[field] !== undefined && textOf(before, field) !== textOf(after, field));

/** What changes in a segment, field by field: what is there, what would be. */
export function Delta({ before, after }: { before: Fields; after: Fields }) {
  return (
    <dl className="delta">
      {changedFields(before, after).map((field) => (
        <Change key={field} field={field} was={textOf(before, field)} is={textOf(after, field)} />
      ))}
    </dl>
  );
}

function Change({ field, was, is }: { field: Field; was: string; is: string }) {
  return (
    <>
      <dt>{field}</dt>
      <dd>
        <Was was={was} is={is} />
      </dd>
    </>
  );
}

/** Of longer texts only what differs is marked. */
function Was({ was, is }: { was: string; is: string }): ReactNode {
  const arrow = (
    <span className="arrow">
      <span aria-hidden="true">→</span>
      <span className="sr"> becomes </span>
    </span>
  );
  if (was === '')
    return (
      <>
        <span className="none">none</span>
        {arrow}
        <ins>{is}</ins>
      </>
    );
  const [head, tail] = shared(was, is);
  return (
    <>
      {head + tail > 12 ? was : <s>{was}</s>}
      {arrow}
      {head > 0 && is.slice(0, head)}
      <ins>{is.slice(head, is.length - tail) || (is === '' ? 'none' : '')}</ins>
      {tail > 0 && is.slice(is.length - tail)}
    </>
  );
}

/** Characters that both texts begin and end with, in whole words; none where little is shared. */
function shared(was: string, is: string): readonly [head: number, tail: number] {
  const most = Math.min(was.length, is.length);
  let head = 0;
  while (head < most && was[head] === is[head]) head += 1;
  while (head > 0 && is[head - 1] !== ' ') head -= 1;
  let tail = 0;
  while (tail < most - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  while (tail > 0 && is.at(-tail) !== ' ') tail -= 1;
  return head + tail > 12 ? [head, tail] : [0, 0];
}

function textOf(fields: Fields, field: Field): string {
  const value = fields?.[field];
  if (value === undefined) return '';
  return field === 'cpm' && typeof value === 'number'
    ? price(value)
    : Array.isArray(value)
      ? value.join(', ')
      : String(value);
}
