import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { OperationKind, Outcome } from '../../spec/host/row-result.ts';
import type { Known } from '../imported/segment-index.ts';
import type { Trail } from '../send/verdict.ts';

/** Why an operation that was sent may be in effect although nobody said so; the last is the gravest. */
const DOUBTS = [
  /** A server may carry out part of what it refuses. */
  'refused_in_company',
  /** A 5xx, or somebody else's answer. */
  'server_failed',
  /** A 2xx that does not show it (T-3). */
  'not_shown',
  'answer_lost',
  /** A deadline, 504, 524 or 202: it may yet take effect (T-4). */
  'still_running',
] as const;
export type Doubt = (typeof DOUBTS)[number];

/** What a later sending says proves nothing of an earlier one that is still in doubt: the graver doubt stays (T-2). */
function graver(one: Doubt | undefined, other: Doubt | undefined): Doubt | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return DOUBTS.indexOf(one) > DOUBTS.indexOf(other) ? one : other;
}

/** What Permutive, or somebody in between, said against a group. */
export interface Refusal {
  readonly error: ErrorDetail;
  readonly body: string;
  /** The kind of refusal, without what differs from row to row. */
  readonly signature: string;
  /**
   * `conflict`: it says that a segment is there, or not, against what the operation supposes. `perhaps_conflict`: others of its
   * kind turned out to mean that (T-6). `failing`: no words, but a 5xx (T-6). `blocked`: somebody in between (D-9).
   */
  readonly about: 'row' | 'conflict' | 'perhaps_conflict' | 'failing' | 'blocked';
}

/** Whether it had reached Permutive, to be carried out in part: somebody in between lets nothing through. */
export const isPermutivesWord = ({ about }: Refusal): boolean => about !== 'failing' && about !== 'blocked';

/** The fact at the end. */
export type Resolution =
  | { readonly is: 'succeeded'; readonly outcome: Outcome }
  | { readonly is: 'failed'; readonly error: ErrorDetail }
  | { readonly is: 'skipped'; readonly error: ErrorDetail };

/** One object for all the rows that end so. */
export const SUCCEEDED = {
  created: { is: 'succeeded', outcome: 'created' },
  updated: { is: 'succeeded', outcome: 'updated' },
  deleted: { is: 'succeeded', outcome: 'deleted' },
  unchanged: { is: 'succeeded', outcome: 'unchanged' },
} as const satisfies Record<Outcome, Resolution>;

/** Where a change stands. Exactly one is true, so nothing is forgotten when a run has to stop (T-2). */
export type Standing =
  | { readonly is: 'unsent'; readonly known: Known }
  | {
      readonly is: 'doubtful';
      readonly sent: OperationKind;
      /** What was known when it was sent. */
      readonly before: Known;
      readonly why: Doubt;
      /** What it fails with once it is known not to be in effect. */
      readonly error: ErrorDetail | undefined;
    }
  /** Refused by itself; a refusal can come after the fact. `why`: an earlier sending of it may be in effect. */
  | {
      readonly is: 'refused';
      readonly sent: OperationKind;
      readonly before: Known;
      readonly why: Doubt | undefined;
      readonly refusal: Refusal;
    }
  /** Read back after it was sent last, or read before it was ever sent. */
  | {
      readonly is: 'read';
      readonly sent: OperationKind | undefined;
      readonly before: Known;
      readonly why: Doubt | undefined;
      readonly known: Exclude<Known, undefined>;
      readonly refusal: Refusal | undefined;
      readonly error: ErrorDetail | undefined;
    }
  | { readonly is: 'fact'; readonly sent: OperationKind | undefined; readonly resolution: Resolution };

/** What happens to a change. */
export type Event =
  | { readonly is: 'accepted'; readonly sent: OperationKind; readonly outcome: Outcome }
  /** It was sent, and nothing was said that proves anything. */
  | {
      readonly is: 'unanswered';
      readonly sent: OperationKind;
      readonly why: Doubt;
      readonly error: ErrorDetail | undefined;
    }
  | ({ readonly is: 'refused_alone' } & SaidAgainst)
  | ({ readonly is: 'refused_together' } & SaidAgainst)
  /** It did not get out, or was certainly not let in: a 429. */
  | { readonly is: 'held'; readonly error: ErrorDetail }
  | { readonly is: 'seen'; readonly known: Exclude<Known, undefined> }
  | { readonly is: 'not_readable'; readonly error: ErrorDetail }
  /** No more is sent of it: this is what it fails with if it is not in effect. */
  | { readonly is: 'given_up'; readonly error: ErrorDetail }
  | { readonly is: 'resolved'; readonly resolution: Resolution };

interface SaidAgainst {
  readonly sent: OperationKind;
  /** Why it may be in effect all the same: an earlier attempt's answer was lost. */
  readonly why: Doubt | undefined;
  readonly refusal: Refusal;
}

type Transition<S extends Standing['is'], E extends Event['is']> = (
  was: Extract<Standing, { is: S }>,
  event: Extract<Event, { is: E }>,
) => Standing;

/** What an answer that never came leaves behind. */
export function doubtOf(trail: Trail): Doubt | undefined {
  switch (trail) {
    case 'none':
      return undefined;
    case 'maybe':
      return 'server_failed';
    case 'lost':
      return 'answer_lost';
    case 'running':
      return 'still_running';
  }
}

const fact = (sent: OperationKind | undefined, resolution: Resolution): Standing => ({ is: 'fact', sent, resolution });
const failed = (sent: OperationKind | undefined, error: ErrorDetail): Standing => fact(sent, { is: 'failed', error });

/** What a sending comes to, wherever the change stood before. */
const sent = {
  accepted: (_was, { sent, outcome }) => fact(sent, { is: 'succeeded', outcome }),
  unanswered: (was, { sent, why, error }) => ({
    is: 'doubtful',
    sent,
    before: knownOf(was),
    why: graver(why, doubtIn(was)) ?? why,
    error,
  }),
  refused_alone: (was, { sent, why, refusal }) => ({
    is: 'refused',
    sent,
    before: knownOf(was),
    why: graver(why, doubtIn(was)),
    refusal,
  }),
  // What was said against the group is not this one's fault yet.
  refused_together: (was, { sent, why }) => ({
    is: 'doubtful',
    sent,
    before: knownOf(was),
    why: graver(why, doubtIn(was)) ?? 'refused_in_company',
    error: undefined,
  }),
} as const satisfies { [E in 'accepted' | 'unanswered' | 'refused_alone' | 'refused_together']: AnyTransition<E> };
type AnyTransition<E extends Event['is']> = (was: Standing, event: Extract<Event, { is: E }>) => Standing;

/** Every event in every standing. What is a fact stays one. */
const TRANSITIONS: { readonly [S in Standing['is']]: { readonly [E in Event['is']]: Transition<S, E> } } = {
  unsent: {
    ...sent,
    held: (_was, { error }) => failed(undefined, error),
    seen: (_was, { known }) => unsentSeen(known),
    not_readable: (was) => was,
    given_up: (_was, { error }) => failed(undefined, error),
    resolved: (_was, { resolution }) => fact(undefined, resolution),
  },
  doubtful: {
    ...sent,
    held: (was, { error }) => ({ ...was, error }),
    seen: (was, { known }) => ({ ...was, is: 'read', known, refusal: undefined }),
    not_readable: (was, { error }) => failed(was.sent, error),
    given_up: (was, { error }) => ({ ...was, error }),
    resolved: (was, { resolution }) => fact(was.sent, resolution),
  },
  refused: {
    ...sent,
    held: (was) => was,
    seen: (was, { known }) => ({ ...was, is: 'read', known, error: undefined }),
    not_readable: (was, { error }) => failed(was.sent, error),
    given_up: (was) => was,
    resolved: (was, { resolution }) => fact(was.sent, resolution),
  },
  read: {
    ...sent,
    // A read that came right after is no proof of what an earlier sending did: reads may lag (T-4).
    held: (was, { error }) => (was.why === undefined ? failed(was.sent, error) : { ...was, refusal: undefined, error }),
    seen: (was, { known }) => ({ ...was, known }),
    not_readable: (was) => was,
    given_up: (was, { error }) => ({ ...was, error }),
    resolved: (was, { resolution }) => fact(was.sent, resolution),
  },
  fact: {
    accepted: (was) => was,
    unanswered: (was) => was,
    refused_alone: (was) => was,
    refused_together: (was) => was,
    held: (was) => was,
    seen: (was) => was,
    not_readable: (was) => was,
    given_up: (was) => was,
    resolved: (was) => was,
  },
};

const unsentSeen = (known: Exclude<Known, undefined>): Standing => ({
  is: 'read',
  sent: undefined,
  before: undefined,
  why: undefined,
  known,
  refusal: undefined,
  error: undefined,
});

/** What the event makes of the standing. */
export function standingAfter(was: Standing, event: Event): Standing {
  // The table pairs each standing and event with their own transition; TypeScript cannot follow two unions at once.
  const transition = TRANSITIONS[was.is][event.is] as (was: Standing, event: Event) => Standing;
  return transition(was, event);
}

/** Why an earlier sending of a change may be in effect. */
export const doubtIn = (standing: Standing): Doubt | undefined => ('why' in standing ? standing.why : undefined);

/** What is known of the segment that still holds; of one in doubt, what was known before. */
export function knownOf(standing: Standing): Known {
  switch (standing.is) {
    case 'unsent':
    case 'read':
      return standing.known;
    case 'doubtful':
    case 'refused':
      return standing.before;
    case 'fact':
      return undefined;
  }
}
