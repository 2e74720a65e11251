import { membersOf, valueAt } from './json-members.ts';

/** How the records of a state ended, for the engine's check-sum (E9). */
export interface StateCounts {
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * The line of a STATE message as it goes back: character for character, with its `destinationStats` put in. The engine's own
 * members, 64-bit numbers and the order of keys survive; `line` must be a STATE message.
 */
export function acknowledged(line: string, counts: StateCounts): string {
  const state = valueAt(line, 'state');
  if (state === undefined) throw new TypeError('A STATE message holds a state.');
  const { members, close } = membersOf(line, state.start);
  const former = members.findLast(({ key }) => key === 'destinationStats');
  if (former !== undefined) return spliced(line, former.start, former.end, statsOf(counts));
  const comma = members.length > 0 ? ',' : '';
  return spliced(line, close, close, `${comma}"destinationStats":${statsOf(counts)}`);
}

/** Counts are doubles in the protocol and always have a decimal point. */
const statsOf = ({ accepted, rejected }: StateCounts): string =>
  rejected > 0 ? `{"recordCount":${accepted}.0,"rejectedRecordCount":${rejected}.0}` : `{"recordCount":${accepted}.0}`;

const spliced = (line: string, start: number, end: number, text: string): string =>
  line.slice(0, start) + text + line.slice(end);
