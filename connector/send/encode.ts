import type { OperationKind } from '../../spec/host/row-result.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { STRETCH } from '../stretch.ts';
import { operationFor } from './operation.ts';

/** How the members of a group are to be sent: what of, and by which operation. */
export interface Sendable<T> {
  readonly changeOf: (one: T) => SegmentChange;
  readonly kindOf: (one: T) => OperationKind;
}

const OPENING = '{"operations":[';
const ENDING = ']}';
/** Room made for an operation before its length is known, in bytes. */
const USUAL_LENGTH = 160;
/** What a UTF-16 unit takes in UTF-8 at most, in bytes. */
const WIDEST_UNIT = 3;

/**
 * The body of a batch request (D-1), in UTF-8. Operations are written a stretch at a time and are gone: thousands of objects,
 * or their text as one string, would outlive their use.
 */
export function encodeBatch<T>(group: readonly T[], how: Sendable<T>): Uint8Array {
  let body = Buffer.allocUnsafe(OPENING.length + group.length * USUAL_LENGTH + ENDING.length);
  let end = 0;
  const put = (text: string) => {
    const needed = end + text.length * WIDEST_UNIT;
    if (needed > body.length) body = Buffer.concat([body], Math.max(needed, body.length * 2));
    end += body.write(text, end);
  };
  put(OPENING);
  for (let from = 0; from < group.length; from += STRETCH) put(encodeStretch(group, from, how));
  put(ENDING);
  return body.subarray(0, end);
}

/** Put together before it is written: a call for each operation would take longer than the writing. */
function encodeStretch<T>(group: readonly T[], from: number, { changeOf, kindOf }: Sendable<T>): string {
  let text = '';
  for (const one of group.slice(from, from + STRETCH))
    text += `${text === '' && from === 0 ? '' : ','}${encodeOperation(changeOf(one), kindOf(one))}`;
  return text;
}

/**
 * One operation as JSON; what the row did not give is left out (S-8). Most rows hold no character that JSON writes
 * in another way: putting them together takes a third of the time of JSON.stringify (docs/benchmarks.md), and says the same.
 */
function encodeOperation(change: SegmentChange, kind: OperationKind): string {
  if (!change.plain || kind === 'Update') return JSON.stringify(operationFor(change, kind));
  const { code } = change;
  if (change.state === 'absent') return `{"operation":"Delete","code":"${code}"}`;
  const { name, description, cpm, categories, defaultName } = change;
  // As few pieces as can be, for each is an object: a text's closing quote goes with what follows it.
  let text = `{"operation":"Create","data":{"code":"${code}","name":"${name ?? defaultName}`;
  if (description !== undefined) text += `","description":"${description}`;
  text += cpm === undefined ? '"' : `","cpm":${cpm}`;
  if (categories !== undefined) text += `,"categories":${JSON.stringify(categories)}`;
  return `${text}}}`;
}
