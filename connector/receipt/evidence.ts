import type { RowResult } from '../../spec/host/row-result.ts';
import { answerKind, type Exchange, isSending } from './answer-kind.ts';

/** One thing that happened to a row. */
export interface EvidenceStep {
  /** ISO time, where it is known. */
  readonly at?: string;
  readonly title: string;
  readonly detail?: string;
  readonly tone: 'plain' | 'trouble' | 'end';
}

/** How what is told of a row is known (U-10): the conclusion, and the trail that leads to it. */
export interface Evidence {
  readonly conclusion: string;
  readonly trail: readonly EvidenceStep[];
}

const count = (value: number) => value.toLocaleString('en');
const seconds = (ms: number) => `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;

/** `exchanges` by number, as `onRequest` told them. */
export function evidenceOf(result: RowResult, exchanges: ReadonlyMap<number, Exchange>): Evidence {
  const own = (result.requests ?? []).flatMap((number) => exchanges.get(number) ?? []);
  const trail = own.map((exchange) => stepOf(exchange, result));
  const last = own.at(-1);
  const { conclusion, title } = conclusionOf(result, own);
  const end: EvidenceStep = { ...(last && { at: last.at }), title, tone: 'end' };
  return { conclusion, trail: [...trail, end] };
}

/** The same in three words, for a table. */
export function howKnown(result: RowResult, exchanges: ReadonlyMap<number, Exchange>): string {
  const own = (result.requests ?? []).flatMap((number) => exchanges.get(number) ?? []);
  const last = own.at(-1);
  if (last === undefined) return result.requests === undefined ? '' : 'nothing was sent';
  switch (answerKind(last)) {
    case 'read':
    case 'absent':
      return `read back in ${last.number}`;
    case 'accepted':
      return 'accepted';
    case 'refused':
      return 'refused';
    case 'denied':
      return 'not allowed';
    case 'paused':
    case 'lost':
      return 'no answer';
  }
}

function stepOf(exchange: Exchange, { operation }: RowResult): EvidenceStep {
  const { number, at, operations, attempt, status, requestId, ms, batch } = exchange;
  const kind = answerKind(exchange);
  const ids = [status === undefined ? undefined : String(status), requestId].filter((part) => part !== undefined);
  const company = operations === undefined ? '' : operations === 1 ? 'alone' : `one of ${count(operations)} operations`;
  const parts = [company, batch === undefined ? '' : `batch ${batch}`, `attempt ${attempt}`, ...ids].filter(
    (part) => part !== '',
  );
  const detail = parts.join(' · ');
  if (!isSending(exchange)) {
    const found = kind === 'absent' ? ': it is not there' : kind === 'read' ? '' : ': no answer';
    return {
      at,
      title: `Looked up in request ${number}${found}`,
      detail: ids.join(' · '),
      tone: kind === 'lost' ? 'trouble' : 'plain',
    };
  }
  const sent = `Sent in request ${number}${operation === null ? '' : ` as ${operation}`}`;
  switch (kind) {
    case 'accepted':
      return { at, title: `${sent}, accepted`, detail, tone: 'plain' };
    case 'refused':
    case 'denied':
      return { at, title: `${sent}, refused`, detail, tone: 'trouble' };
    case 'paused':
      return { at, title: `${sent}; Permutive asked for a pause`, detail, tone: 'trouble' };
    case 'lost':
    case 'read':
    case 'absent': {
      const words = status === undefined ? `no answer after ${seconds(ms)}` : `answered ${status}`;
      return {
        at,
        title: `${sent}; ${words}`,
        detail: `${detail}. That proves nothing: the change may be in effect, or not.`,
        tone: 'trouble',
      };
    }
  }
}

function conclusionOf(result: RowResult, own: readonly Exchange[]): { conclusion: string; title: string } {
  const { status, outcome, error, operation } = result;
  const lost = own.some((exchange) => isSending(exchange) && answerKind(exchange) === 'lost');
  const last = own.at(-1);
  const readBack = last !== undefined && !isSending(last);
  if (status === 'skipped') return { conclusion: error?.message ?? 'Nothing was to be done.', title: 'Left out' };
  if (status === 'failed') {
    if (error?.code === 'outcome_unknown')
      return {
        conclusion: 'Whether the row is in effect could not be found out. Sending it again is safe.',
        title: 'Not known',
      };
    const never = own.length === 0 ? 'Nothing was sent for the row. ' : '';
    return {
      conclusion: `${never}${error?.message ?? ''}`.trim(),
      title: own.length === 0 ? 'Not sent' : 'Not in effect',
    };
  }
  if (outcome === 'unchanged' && operation === null)
    return { conclusion: 'The import holds it so already; nothing was sent.', title: 'As it is' };
  if (lost && readBack)
    return {
      conclusion: `The answer to the request got lost; the import, read afterwards, ${outcome === 'deleted' ? 'does not hold the segment any more' : 'holds what the row asks for'}.`,
      title: outcome === 'deleted' ? 'Not there any more' : 'Equal to what the row asks for',
    };
  if (readBack)
    return {
      conclusion:
        outcome === 'deleted'
          ? 'Read back after the request: the segment is not there any more.'
          : 'Read from the import: it holds what the row asks for.',
      title: outcome === 'deleted' ? 'Not there any more' : 'Equal to what the row asks for',
    };
  return {
    conclusion:
      outcome === 'deleted'
        ? 'Permutive accepted the deletion.'
        : 'Permutive’s own answer lists the segment as the row asks for it.',
    title: 'In effect',
  };
}
