import type { Observation, Observing, Way } from '../imported/observing.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import type { SeenImport } from '../send/decode.ts';
import type { Sendable } from '../send/encode.ts';
import type { BatchVerdict, ImportApi, SendingOf } from '../send/import-api.ts';
import type { Verdict } from '../send/verdict.ts';
import type { Standing } from './standing.ts';

/** What recovering asks of the world. Everything else in this folder is pure. */
type Ask =
  | { readonly is: 'send'; readonly group: readonly unknown[]; readonly how: Sendable<never>; readonly of: SendingOf }
  | { readonly is: 'observe'; readonly codes: readonly string[]; readonly way: Way }
  | { readonly is: 'read_import' }
  | { readonly is: 'wait'; readonly ms: number }
  | { readonly is: 'tell_accepted'; readonly changes: readonly SegmentChange[]; readonly by: SettledBy }
  | { readonly is: 'tell_facts'; readonly facts: readonly Fact[]; readonly batch: number };

/** What a group was settled by: its batch, from 1, and the exchanges. */
export interface SettledBy {
  readonly batch: number;
  readonly requests: readonly number[];
}

/** A change that has become a fact, and the exchanges that settled it. */
export interface Fact {
  readonly change: SegmentChange;
  readonly standing: Standing;
  readonly requests: readonly number[];
}

/** A piece of recovering: it asks, is told, and comes to a `T`. */
export type Step<T> = Generator<Ask, T, unknown>;

// What a question is answered with is known here, and to `answer` below, alone: hence the casts.
export function* send<T>(group: readonly T[], how: Sendable<T>, of: SendingOf): Step<BatchVerdict> {
  return (yield { is: 'send', group, how: how as Sendable<never>, of }) as BatchVerdict;
}
export function* observe(codes: readonly string[], way: Way): Step<Observation> {
  return (yield { is: 'observe', codes, way }) as Observation;
}
export function* readImport(): Step<Verdict<SeenImport>> {
  return (yield { is: 'read_import' }) as Verdict<SeenImport>;
}
/** Waits, or until the run is cancelled. */
export function* wait(ms: number): Step<void> {
  yield { is: 'wait', ms };
}
export function* tellAccepted(changes: readonly SegmentChange[], by: SettledBy): Step<void> {
  yield { is: 'tell_accepted', changes, by };
}
export function* tellFacts(facts: readonly Fact[], batch: number): Step<void> {
  yield { is: 'tell_facts', facts, batch };
}

/** Who answers: Permutive, or for a dry run what it holds (P-7). */
export interface World {
  readonly imported: Pick<ImportApi, 'send' | 'readImport'>;
  readonly observer: Pick<Observing, 'observe'>;
  /** Resolves after `ms` milliseconds, and at once when the run is cancelled. */
  readonly wait: (ms: number) => Promise<void>;
  /** Tells results; resolves when the host has taken them. */
  readonly tellAccepted: (changes: readonly SegmentChange[], by: SettledBy) => Promise<void>;
  readonly tellFacts: (facts: readonly Fact[], batch: number) => Promise<void>;
}

/** Carries a step out: the only place of this folder that waits. */
export async function carryOut<T>(step: Step<T>, world: World): Promise<T> {
  for (let asked = step.next(); ; asked = step.next(await answer(asked.value, world))) {
    if (asked.done) return asked.value;
  }
}

function answer(asked: Ask, { imported, observer, wait, tellAccepted, tellFacts }: World): Promise<unknown> {
  switch (asked.is) {
    case 'send':
      return imported.send(asked.group as readonly never[], asked.how, asked.of); // `how` is for these, and comes with them.
    case 'observe':
      return observer.observe(asked.codes, asked.way);
    case 'read_import':
      return imported.readImport();
    case 'wait':
      return wait(asked.ms);
    case 'tell_accepted':
      return tellAccepted(asked.changes, asked.by);
    case 'tell_facts':
      return tellFacts(asked.facts, asked.batch);
  }
}
