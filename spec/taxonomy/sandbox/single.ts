import { type Answer, invalid, json } from './answer.ts';
import { clashOf, type Workplace } from './batch.ts';
import type { Call } from './call.ts';
import { createCheck, updateCheck } from './judge.ts';

/** The endpoints of one segment. */

export function createOne({ store, switches, onApplied }: Workplace, { body }: Call): Answer {
  if (!createCheck.Check(body)) return invalid('body');
  if (switches.rejects({ operation: 'Create', data: body })) return invalid('body');
  const clash = clashOf('Create', store.has(body.code), switches);
  if (clash !== undefined) return clash;
  store.put(body.code, body, switches.clock.now());
  onApplied('Create', body.code);
  return json(store.get(body.code));
}

export const readOne = (code: string, { store }: Workplace): Answer => json(store.get(code));

export function updateOne(code: string, { store, switches, onApplied }: Workplace, { body }: Call): Answer {
  if (!updateCheck.Check(body)) return invalid('body');
  if (switches.rejects({ operation: 'Update', code, data: body })) return invalid('body');
  store.update(code, body, switches.clock.now());
  onApplied('Update', code);
  return json(store.get(code));
}

/** Answers with the segment as it last was. */
export function deleteOne(code: string, { store, switches, onApplied }: Workplace): Answer {
  if (switches.rejects({ operation: 'Delete', code })) return invalid('body');
  const last = store.delete(code);
  onApplied('Delete', code);
  return json(last);
}
