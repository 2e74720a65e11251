import type { Observation, Observing, Way } from '../../connector/imported/observing.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import { SegmentIndex } from '../../connector/imported/segment-index.ts';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { resolveBatch } from '../../connector/recover/batch.ts';
import { nothingLearned, type Run } from '../../connector/recover/learned.ts';
import { OpenBatch, type OpenChange } from '../../connector/recover/open-batch.ts';
import type { Resolution } from '../../connector/recover/standing.ts';
import type { Fact, Step } from '../../connector/recover/step.ts';
import { BatchSize } from '../../connector/send/batch-size.ts';
import type { SeenImport } from '../../connector/send/decode.ts';
import type { BatchVerdict, SendingOf } from '../../connector/send/import-api.ts';
import type { Finding } from '../../connector/send/verdict.ts';
import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { OperationKind } from '../../spec/host/row-result.ts';

/** A segment that shall be there. */
export const wanted = (code: string, name = 'Wanted', more: { cpm?: number } = {}): SegmentChange => ({
  state: 'present',
  code,
  name,
  description: undefined,
  cpm: more.cpm,
  categories: undefined,
  defaultName: 'Everyone',
  ...about(code),
});

/** A segment that shall be gone. */
export const unwanted = (code: string): SegmentChange => ({ state: 'absent', code, ...about(code) });

const about = (code: string) => ({
  codeSource: 'row' as const,
  plain: true,
  rowId: code,
  changeSetId: undefined,
  others: [],
  told: false,
  bytes: 100,
});

const silent = () => undefined;

/** A run of which nothing is known yet; what it warns of is kept. */
export function aRun(more: Partial<Run> = {}): Run & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const warn = (_: object, text?: string) => void warnings.push(text ?? '');
  return {
    mode: 'upsert',
    log: { trace: silent, debug: silent, info: silent, warn, error: silent },
    cancel: undefined,
    observer: new Remembering(),
    size: new BatchSize(5_000),
    patienceMs: 10_000,
    random: () => 0,
    results: { settled: 0, isBroughtAbout: () => false },
    learned: nothingLearned(),
    fatal: undefined,
    warnings,
    ...more,
  };
}

/** What the import is known to hold, without reading anything. */
class Remembering implements Observing {
  readonly index = new SegmentIndex();
  listed = false;
  folds: Observing['folds'];
  readonly spellings = new Map<string, string>();

  known(code: string): Known {
    return this.listed ? this.index.get(code) : undefined;
  }
  spellingOf(code: string): string | undefined {
    return this.spellings.get(code);
  }
  beside(code: string) {
    return this.index.resembling(code)?.seen;
  }
  learnFolding(): void {
    this.folds = 'case';
  }
  learnSpelling(code: string, spelling: string): void {
    this.folds = 'case';
    this.spellings.set(code, spelling);
  }
  note(code: string, seen: Exclude<Known, undefined | 'unlisted'>): void {
    this.index.set(code, seen);
  }
  forget(code: string): void {
    this.index.forget(code);
  }
  observe(): Promise<Observation> {
    throw new Error('A step is answered by the play.');
  }
}

/** What was asked, in words: `send Create a, Delete b`, `look a b`, `look by code a`, `import`, `wait 10000`. */
export interface Played<T> {
  readonly came: T;
  readonly asked: readonly string[];
  /** What each sending was told to be for. */
  readonly sendings: readonly SendingOf[];
  readonly facts: readonly Fact[];
}

export interface Answers {
  readonly send?: (sent: readonly { code: string; kind: OperationKind }[], nth: number) => BatchVerdict;
  readonly look?: (codes: readonly string[], way: Way, nth: number) => Observation;
  /** What a GET of the import comes to: an answer by default. */
  readonly import?: Finding<SeenImport>;
}

/** Plays the world for a step: every question is answered at once. */
export function play<T>(step: Step<T>, answers: Answers = {}): Played<T> {
  const asked: string[] = [];
  const sendings: SendingOf[] = [];
  const facts: Fact[] = [];
  let [sent, looked] = [0, 0];
  for (let next = step.next(); ; ) {
    if (next.done) return { came: next.value, asked, sendings, facts };
    const ask = next.value;
    switch (ask.is) {
      case 'send': {
        const group = ask.group.map((one) => ({
          code: ask.how.changeOf(one as never).code, // The group and how to read it come together.
          kind: ask.how.kindOf(one as never),
        }));
        asked.push(`send ${group.map(({ code, kind }) => `${kind} ${code}`).join(', ')}`);
        sendings.push(ask.of);
        sent += 1;
        next = step.next(answers.send?.(group, sent) ?? accepted(group));
        break;
      }
      case 'observe':
        asked.push(`look ${ask.way === 'by_code' ? 'by code ' : ''}${ask.codes.join(' ')}`);
        looked += 1;
        next = step.next(answers.look?.(ask.codes, ask.way, looked) ?? shown({}));
        break;
      case 'read_import':
        asked.push('import');
        next = step.next({ kind: 'success', answer: {}, ...answers.import, ...sending });
        break;
      case 'wait':
        asked.push(`wait ${ask.ms}`);
        next = step.next(undefined);
        break;
      case 'tell_accepted':
        asked.push(`tell all ${ask.changes.length}`);
        next = step.next(undefined);
        break;
      case 'tell_facts':
        facts.push(...ask.facts);
        next = step.next(undefined);
    }
  }
}

/** When the play's requests go out, by the play's clock. */
export const SENT_AT = Date.UTC(2030, 0, 1);
const at = (ms: number) => new Date(SENT_AT + ms).toISOString();
/** An `updated_at` after the request, and one long before it. */
export const FRESH = at(100);
export const STALE = at(-60_000);

const sending = { requests: [1], trail: 'none', sentAt: SENT_AT } as const;

/** A 200 that lists what is given, or what was sent as it was sent. */
export const accepted = (
  items: readonly { code: string; name?: string; cpm?: number; updated_at?: string }[],
  more: { status?: number; items?: 'absent'; errors?: { code?: string; index?: number; message: string }[] } = {},
): BatchVerdict => ({
  kind: 'success',
  answer: {
    status: more.status ?? 200,
    body: 'read',
    items:
      more.items === 'absent'
        ? undefined
        : items.map(({ code, name = 'Wanted', updated_at = FRESH, ...rest }) => ({ code, name, updated_at, ...rest })),
    errors: (more.errors ?? []).map(({ code, index, message }) => ({ code, index, message })),
    requestId: undefined,
  },
  ...sending,
});

/** What a success says. */
export const answerOf = (verdict: BatchVerdict) => {
  if (verdict.kind !== 'success') throw new Error('It is a success.');
  return verdict.answer;
};

export const refused = (body = 'Invalid value for: body', status = 400): BatchVerdict => ({
  kind: 'refused',
  status,
  error: anError('rejected_by_permutive', body),
  body,
  signature: `${status} ${body}`,
  ...sending,
});

export const exhausted = (trail: BatchVerdict['trail'] = 'lost', error = anError('network_error')): BatchVerdict => ({
  kind: 'exhausted',
  error,
  ...sending,
  trail,
});

export const failing = (): BatchVerdict => ({
  kind: 'failing',
  status: 500,
  error: anError('service_unavailable'),
  ...sending,
  trail: 'maybe',
});

const anError = (code: ErrorDetail['code'], message = code as string): ErrorDetail => ({
  code,
  message,
  remedy: '',
  retryable: true,
  reporter: 'permutive',
});

/** A look that shows this of each code; of others it says nothing. */
export const shown = (known: Readonly<Record<string, Known>>, listed = false): Observation => ({
  of: (code) => known[code],
  listed,
  failure: undefined,
  requests: [2],
});

/** What a resolution comes to: its outcome, its error's code, or that it was skipped. */
export function endOf(resolution: Resolution): string {
  switch (resolution.is) {
    case 'succeeded':
      return resolution.outcome;
    case 'failed':
      return resolution.error.code;
    case 'skipped':
      return 'skipped';
  }
}

/** How each change of a batch ended: its outcome, or its error's code. */
export const ends = (all: readonly Pick<OpenChange, 'change' | 'standing'>[]): Record<string, string> =>
  Object.fromEntries(
    all.map(({ change, standing }) => {
      if (standing.is !== 'fact') return [change.code, standing.is];
      const { resolution } = standing;
      return [change.code, endOf(resolution)];
    }),
  );

/** A batch of these changes, all of them sent as asked for. */
export const aBatch = (run: Run, ...changes: SegmentChange[]): OpenBatch => new OpenBatch(run, 1, changes);

/** What a play's server is sent. */
export type Group = readonly { readonly code: string; readonly kind: OperationKind }[];

/** Resolves a batch of `c0`, `c1`, … against a server with these manners: how often it was sent something, and how each ended. */
export function resolved(
  run: Run,
  count: number,
  send: (group: Group) => BatchVerdict,
  known: (code: string) => Known = () => 'absent',
) {
  const changes = Array.from({ length: count }, (_, at) => wanted(`c${at}`));
  const { asked, facts } = play(resolveBatch(run, changes, 1), {
    send,
    look: (codes) => shown(Object.fromEntries(codes.map((code) => [code, known(code)]))),
  });
  return { sent: asked.filter((ask) => ask.startsWith('send')).length, told: ends(facts) };
}
