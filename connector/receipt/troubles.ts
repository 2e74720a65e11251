import { answerKind, type Exchange, isSending } from './answer-kind.ts';
import type { BatchCourse } from './batch-course.ts';

/** What was not plain sailing in one batch: what happened, and how it ended. */
export interface Trouble {
  readonly batch: number;
  readonly kind: 'wait' | 'split' | 'lost' | 'denied';
  readonly what: string;
  readonly detail: string;
  /** ISO time. */
  readonly at: string;
  readonly ms: number;
  readonly ended: boolean;
}

const count = (value: number) => value.toLocaleString('en');
const rows = (value: number) => `${count(value)} ${value === 1 ? 'row' : 'rows'}`;
const seconds = (ms: number) => `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s`;

/** `waits` and `exchanges` are the batch's own, in order. @returns none for a batch that was sent and accepted. */
export function troublesOf(course: BatchCourse, exchanges: readonly Exchange[]): Trouble[] {
  const { batch, startedAt, endedAt } = course;
  if (startedAt === undefined || endedAt === undefined) return [];
  const ended = course.rows >= course.operations && course.waitingUntil === undefined;
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  const common = { batch, at: startedAt, ms, ended };
  const found: Trouble[] = [];
  const lost = exchanges.find((exchange) => isSending(exchange) && answerKind(exchange) === 'lost');
  const denied = exchanges.find((exchange) => answerKind(exchange) === 'denied');
  if (denied !== undefined)
    found.push({
      ...common,
      kind: 'denied',
      what: `Permutive answered ${denied.status}`,
      detail: 'nothing more was sent',
    });
  if (course.marks.includes('split')) found.push({ ...common, kind: 'split', ...splitWords(course, ended) });
  if (lost !== undefined) found.push({ ...common, kind: 'lost', ...lostWords(course, lost, ended) });
  if (course.marks.includes('waited'))
    found.push({ ...common, ms: course.waitedMs, kind: 'wait', ...waitWords(course, exchanges) });
  return found;
}

function splitWords({ outcomes, operations, requests }: BatchCourse, ended: boolean) {
  const { failed } = outcomes;
  if (!ended) return { what: 'Refused; split to find the row', detail: `${count(requests)} requests so far` };
  const inEffect = outcomes.created + outcomes.updated + outcomes.deleted + outcomes.unchanged;
  const what =
    failed === 0
      ? 'Refused, and accepted in parts'
      : `Refused for ${count(failed)} bad ${failed === 1 ? 'row' : 'rows'} of ${count(operations)}`;
  return {
    what,
    detail: `${count(inEffect)} in effect, ${count(failed)} failed; found in ${count(requests)} requests`,
  };
}

function lostWords({ outcomes, reads, marks }: BatchCourse, lost: Exchange, ended: boolean) {
  const what =
    lost.status === undefined
      ? `No answer after ${seconds(lost.ms)}`
      : `Answered ${lost.status} after ${seconds(lost.ms)}`;
  if (!ended) return { what, detail: 'looking up what came of it' };
  const inEffect = outcomes.created + outcomes.updated + outcomes.deleted + outcomes.unchanged;
  const again = marks.includes('sent_again') ? 'sent again' : 'not sent again';
  const looked = reads === 0 ? again : `looked up in ${count(reads)} ${reads === 1 ? 'read' : 'reads'}`;
  return {
    what,
    detail: `${looked}; ${rows(inEffect)} in effect${outcomes.failed > 0 ? `, ${count(outcomes.failed)} not` : ''}`,
  };
}

function waitWords({ waitedMs, waitingUntil, waitCut }: BatchCourse, exchanges: readonly Exchange[]) {
  const status = exchanges.find((exchange) => answerKind(exchange) === 'paused')?.status;
  const asked = status === undefined ? '' : ` (${status})`;
  if (waitingUntil !== undefined)
    return { what: `Permutive asked for a pause${asked}`, detail: 'nothing is lost meanwhile' };
  return {
    what: `Waited ${seconds(waitedMs)}${asked}`,
    detail: waitCut ? 'the run ended meanwhile' : 'sent again afterwards',
  };
}
