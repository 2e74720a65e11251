import type { WireSegment } from '../segment.ts';
import { type Answer, invalid, json } from './answer.ts';
import type { Workplace } from './batch.ts';
import type { Call } from './call.ts';
import { clashOf } from './clash.ts';
import { createCheck, fits, updateCheck } from './judge.ts';

/** The endpoints of one segment. */

export function createOne({ store, switches, now, onApplied }: Workplace, { body }: Call): Answer {
  if (!fits(createCheck, body)) return invalid('body');
  if (switches.rejects({ operation: 'Create', data: body })) return invalid('body');
  const present = store.has(body.code);
  const clash = clashOf('Create', present, store.size, switches);
  if (clash !== undefined) return clash;
  if (!present || switches.conflicts !== 'ignore') onApplied('Create', store.put(body.code, body, now()));
  return json(store.get(body.code));
}

export const readOne = (segment: WireSegment): Answer => json(segment);

export function updateOne(
  { code }: WireSegment,
  { store, switches, now, onApplied }: Workplace,
  { body }: Call,
): Answer {
  if (!fits(updateCheck, body)) return invalid('body');
  if (switches.rejects({ operation: 'Update', code, data: body })) return invalid('body');
  store.update(code, body, now());
  onApplied('Update', code);
  return json(store.get(code));
}

/** Answers with the segment as it last was. */
export function deleteOne({ code }: WireSegment, { store, switches, now, onApplied }: Workplace): Answer {
  if (switches.rejects({ operation: 'Delete', code })) return invalid('body');
  const last = store.delete(code, now());
  onApplied('Delete', code);
  return json(last);
}
