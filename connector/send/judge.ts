import { type ErrorCode, type ErrorDetail, type ErrorSpecifics, errorDetail } from '../../spec/host/errors.ts';
import type { Answer, Exchange } from './answer.ts';
import type { SeenImport } from './decode.ts';
import { parseJson } from './json.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Finding, Trail, Verdict } from './verdict.ts';
import { type Refusal, readRefusal } from './whose-answer.ts';

/** What is asked for: it decides what an answer can mean, and how a success is read. */
export interface Question<T> {
  readonly about: 'batch' | 'segment' | 'page' | 'import' | 'imports';
  /** What a 2xx says, or nothing when it cannot be understood. */
  readonly read: (json: unknown, status: number) => T | undefined;
  /** What a 2xx comes to of which nothing can be read, although trying again would not help; nothing where it would. */
  readonly wordless?: (status: number, body: 'empty' | 'too_long') => T;
  /** Whether fewer operations could be sent instead (D-5). */
  readonly splittable?: boolean;
  /** The look at the import that a denial waits for (D-6); absent where the import itself is asked for. */
  readonly confirm?: () => Promise<Verdict<SeenImport>>;
}

/** An exchange that may be tried again (D-2). */
export interface Retry {
  readonly kind: 'retry';
  /** What it comes to when it stays so. */
  readonly spent: Exclude<Finding<never>, { kind: 'success' | 'cancelled' }>;
  readonly trail: Trail;
  /** How long Permutive asked to wait, in milliseconds (D-3). */
  readonly waitMs?: number;
  /** A deadline, a 504 or a 524: fewer operations may pass (D-5). */
  readonly slow?: true;
  /** A 429: its window holds for every import of the key (D-3). */
  readonly ofKey?: true;
}

/** Permutive's own 401, 403 or 404: one GET of the import decides (D-6). */
export interface Denial {
  readonly kind: 'denial';
  readonly status: 401 | 403 | 404;
  readonly error: ErrorDetail;
  /** What it comes to when the import is there. */
  readonly refused: Finding<never>;
}

export type Judgement<T> =
  | { readonly kind: 'final'; readonly finding: Finding<T>; readonly trail: Trail }
  | Retry
  | Denial;

const final = <T>(finding: Finding<T>, trail: Trail = 'none'): Judgement<T> => ({ kind: 'final', finding, trail });

/** Judges one exchange. Pure; `now` is this machine's time, for a Retry-After that is a date. */
export function judge<T>(exchange: Exchange, question: Question<T>, now: number): Judgement<T> {
  if (exchange.kind === 'no_answer') return judgeSilence(exchange);
  const { status } = exchange;
  if (status >= 200 && status < 300) return judgeSuccess(exchange, question);
  return status >= 400 && status < 600 ? judgeRefusal(exchange, question, now) : judgeOddity(exchange);
}

function judgeSilence({ reason, message }: Extract<Exchange, { kind: 'no_answer' }>): Judgement<never> {
  switch (reason) {
    case 'cancelled':
      return final({ kind: 'cancelled' }, 'lost'); // It was on its way.
    case 'deadline': {
      const error = errorDetail('timeout', { message: `Permutive did not answer in time. ${message}` });
      return { kind: 'retry', spent: { kind: 'exhausted', error }, trail: 'running', slow: true };
    }
    case 'not_connected':
    case 'certificate':
    case 'network': {
      const error = errorDetail('network_error', {
        message: `Permutive could not be reached: ${message.replace(/\.?$/, '.')}`,
      });
      // D-2: nobody was reached, so nothing is in effect; a certificate is the same the next time.
      if (reason === 'certificate') return final({ kind: 'unexpected', error });
      return { kind: 'retry', spent: { kind: 'exhausted', error }, trail: reason === 'network' ? 'lost' : 'none' };
    }
  }
}

/** 2xx that carry no answer of their own: nothing is lost when there is nothing to read (T-3). */
const WORDLESS = new Set([202, 204, 205, 207]);

function judgeSuccess<T>({ status, body, end }: Answer, { read, wordless }: Question<T>): Judgement<T> {
  const answer = end === 'whole' ? read(parseJson(body), status) : undefined;
  if (answer !== undefined) return final({ kind: 'success', answer });
  if (wordless !== undefined && end === 'too_long') {
    return final({ kind: 'success', answer: wordless(status, 'too_long') });
  }
  if (wordless !== undefined && WORDLESS.has(status)) {
    return final({ kind: 'success', answer: wordless(status, 'empty') });
  }
  const message =
    end === 'too_long'
      ? 'Permutive accepted the request, but its answer is longer than any that is read.'
      : 'Permutive accepted the request, but its answer cannot be read.';
  const error = errorDetail('unexpected_response', { message, httpStatus: status });
  if (end === 'too_long') return final({ kind: 'unexpected', error }, 'lost');
  return { kind: 'retry', spent: { kind: 'exhausted', error }, trail: 'lost' };
}

function judgeRefusal<T>(answer: Answer, { about }: Question<T>, now: number): Judgement<T> {
  const { status } = answer;
  const refusal = readRefusal(status, answer.body, answer.requestId);
  const waitMs = retryAfterMs(answer.retryAfter, answer.date, now);
  const transient = judgeTransient(status, refusal, waitMs);
  if (transient !== undefined) return transient;
  if (status >= 500) return final({ kind: 'unexpected', error: told('unexpected_response', status, refusal) }, 'maybe');
  if (status === 413) return final({ kind: 'too_large', error: told('payload_too_large', status, refusal) });
  if (!refusal.permutives) {
    const error = told('unexpected_response', status, refusal, 'Somebody between this host and Permutive answered');
    const foreign = { kind: 'foreign', status, error } as const;
    // T-4: what stands behind it is learned from another segment, not by asking again.
    if (about === 'segment' && status === 404) return final(foreign);
    return { kind: 'retry', spent: foreign, trail: 'maybe' };
  }
  switch (status) {
    case 401:
    case 403:
    case 404: {
      const error = denied(status, refusal, about);
      if (about === 'segment' && status === 404) return final({ kind: 'not_found', error });
      return { kind: 'denial', status, error, refused: refused(status, refusal) };
    }
    case 400:
    case 409:
    case 422:
      return final(refused(status, refusal));
    default:
      return final({ kind: 'unexpected', error: told('unexpected_response', status, refusal) });
  }
}

/** D-2, and D-3: a refusal that carries Retry-After is a wait first, whatever its status. */
function judgeTransient(status: number, refusal: Refusal, waitMs: number | undefined): Retry | undefined {
  const wait = waitMs !== undefined && { waitMs };
  const failed = status >= 500 && status !== 501 && status !== 505;
  if (status === 429 || (status < 500 && waitMs !== undefined)) {
    const error = told('rate_limited', status, refusal);
    // T-4: a batch that was refused for a row may have been carried out in part; who was denied was not let in.
    const letIn = status !== 429 && !(refusal.permutives && (status === 401 || status === 403 || status === 404));
    return {
      kind: 'retry',
      spent: { kind: 'exhausted', error },
      trail: letIn ? 'maybe' : 'none',
      ...wait,
      ...(status === 429 && { ofKey: true }),
    };
  }
  if (status === 504 || status === 524) {
    const error = told('timeout', status, refusal);
    return { kind: 'retry', spent: { kind: 'exhausted', error }, trail: 'running', slow: true, ...wait };
  }
  if (status === 408 || status === 425) {
    const error = told(status === 408 ? 'timeout' : 'service_unavailable', status, refusal);
    return { kind: 'retry', spent: { kind: 'exhausted', error }, trail: status === 408 ? 'maybe' : 'none' };
  }
  if (!failed && waitMs === undefined) return undefined;
  const error = told('service_unavailable', status, refusal);
  return { kind: 'retry', spent: { kind: 'failing', status, error }, trail: 'maybe', ...wait };
}

function denied(status: 401 | 403 | 404, refusal: Refusal, about: Question<unknown>['about']): ErrorDetail {
  switch (status) {
    case 401:
      return told('authentication_failed', status, refusal, 'Permutive does not accept the API key');
    case 403:
      return told('insufficient_permissions', status, refusal, 'The API key is not allowed to do this');
    case 404:
      return about === 'segment'
        ? told('rejected_by_permutive', status, refusal)
        : told('import_not_found', status, refusal, 'Permutive knows no import with this Import ID');
  }
}

function refused(status: number, refusal: Refusal): Finding<never> {
  const error = told('rejected_by_permutive', status, refusal, 'Permutive refused it');
  const kind = refusal.words.replace(/(["'`]).*?\1/g, '*').replace(/\d+/g, '#');
  return {
    kind: 'refused',
    status,
    error,
    body: refusal.words,
    signature: `${status} ${refusal.errorCode ?? ''} ${kind}`,
  };
}

/** A status that no refusal has. A redirect would take the key elsewhere, and was not acted on (D-7). */
function judgeOddity({ status }: Answer): Judgement<never> {
  const redirect = status === 0 || (status >= 300 && status < 400);
  const message = redirect
    ? 'Permutive answered with a redirect, which is refused: the API key goes to the configured address only.'
    : `Permutive answered ${status}, which is no answer to this.`;
  const error = errorDetail('unexpected_response', { message, httpStatus: status });
  return final({ kind: 'unexpected', error }, redirect ? 'none' : 'lost');
}

/** The longest part of an answer's words that an error repeats, in characters; a page must not fill a log. */
const MAX_WORDS = 500;

function told(
  code: ErrorCode,
  status: number,
  refusal: Refusal,
  opening = `Permutive answered ${status}`,
): ErrorDetail {
  const { requestId } = refusal;
  const words = refusal.words === '' ? `HTTP ${status}.` : refusal.words.slice(0, MAX_WORDS);
  const specifics: ErrorSpecifics = {
    httpStatus: status,
    message: `${opening}: ${words}`,
    ...(requestId !== undefined && { requestId }),
  };
  return errorDetail(code, specifics);
}
