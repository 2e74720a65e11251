import type { RequestEvent } from '../../spec/host/request-event.ts';
import { answerKind, type Exchange, isSending } from './answer-kind.ts';
import type { BatchCourse } from './batch-course.ts';
import { number } from './words.ts';

/** Requests that a reader wants to see as one line: batches that were plain sailing, a batch that was split, a listing. */
export interface RequestLine {
  readonly numbers: string;
  readonly what: string;
  readonly operations: number;
  readonly answers: string;
  readonly ms: number;
  readonly requestId?: string;
  readonly more: number;
  readonly trouble: boolean;
}

/** One line for each stretch of requests that belong together. */
export function requestLines(events: readonly RequestEvent[], batches: readonly BatchCourse[]): RequestLine[] {
  const courses = new Map(batches.map((course) => [course.batch, course]));
  const plain = ({ batch }: Exchange) => batch !== undefined && courses.get(batch)?.requests === 1;
  const stretches: Exchange[][] = [];
  for (const event of events) {
    if (event.kind === 'wait') continue;
    const last = stretches.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && belongs(before, event, plain)) last.push(event);
    else stretches.push([event]);
  }
  return stretches.map(lineOf);
}

function belongs(before: Exchange, next: Exchange, plain: (exchange: Exchange) => boolean): boolean {
  if (plain(before) && plain(next)) return answerKind(before) === 'accepted' && answerKind(next) === 'accepted';
  if (before.batch !== next.batch) return false;
  if (isSending(before) !== isSending(next)) return before.purpose === 'narrow' || next.purpose === 'narrow';
  if (!isSending(before)) return true;
  return before.purpose === 'narrow' || (next.purpose === 'narrow' && answerKind(before) === 'refused');
}

function lineOf(stretch: readonly Exchange[]): RequestLine {
  const ids = stretch.flatMap(({ requestId }) => requestId ?? []);
  const numbers = stretch.map((exchange) => exchange.number);
  const [first] = ids;
  return {
    numbers: spanOf(numbers),
    what: whatFor(stretch),
    operations: Math.max(...stretch.map(({ operations = 0 }) => operations), sameBatch(stretch) ? 0 : sum(stretch)),
    answers: answersOf(stretch),
    ms: stretch.reduce((total, { ms }) => total + ms, 0),
    ...(first !== undefined && { requestId: first }),
    more: Math.max(0, ids.length - 1),
    trouble: stretch.some((exchange) => !['accepted', 'read', 'absent'].includes(answerKind(exchange))),
  };
}

const sum = (stretch: readonly Exchange[]) => stretch.reduce((total, { operations = 0 }) => total + operations, 0);
const sameBatch = (stretch: readonly Exchange[]) => stretch.every(({ batch }) => batch === stretch[0]?.batch);

function whatFor(stretch: readonly Exchange[]): string {
  const [first] = stretch;
  if (first === undefined) return '';
  const { batch, purpose, attempt } = first;
  const last = stretch.at(-1)?.batch;
  if (purpose === 'check') return 'The import is there';
  const of = batch === undefined ? 'The import' : `Batch ${batch}`;
  if (stretch.some((one) => one.purpose === 'narrow')) return `${of}, split`;
  if (!isSending(first)) return batch === undefined ? 'The import is read' : `${of}, looked up`;
  if (!sameBatch(stretch)) return `Batches ${batch} to ${last}`;
  return attempt > 1 ? `${of} again` : of;
}

function spanOf(numbers: readonly number[]): string {
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? String(first) : last === first + 1 ? `${first}, ${last}` : `${first}–${last}`;
}

function answersOf(stretch: readonly Exchange[]): string {
  const counts = new Map<string, number>();
  for (const { status } of stretch) {
    const told = status === undefined ? 'no answer' : String(status);
    counts.set(told, (counts.get(told) ?? 0) + 1);
  }
  return [...counts].map(([told, times]) => (times === 1 ? told : `${number(times)} × ${told}`)).join(', ');
}
