import type { Folding } from '../plan/segment-code.ts';
import type { Verdict } from '../send/verdict.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Known } from './segment-index.ts';

/** A read that led to no knowledge. */
export type ReadFailure = Exclude<Verdict<never>, { kind: 'success' }>;
/** What is known of the codes asked for. `failure` tells why of some, or all, nothing could be learned. */
export interface Observation {
  readonly of: (code: string) => Known;
  /** Whether the import was listed, so that more is known than was asked for. */
  readonly listed: boolean;
  readonly failure: ReadFailure | undefined;
  /** Segments that were read besides, to learn how far reads may be believed; `of` tells of them too. */
  readonly besides?: ReadonlySet<string>;
  /** The exchanges it took. */
  readonly requests: readonly number[];
}

/** How to look: by the cheaper of by-code reads and the listing, or by code, which also tells of absence for sure (T-4). */
export type Way = 'cheapest' | 'by_code';

/** Whoever can tell what the import holds. */
export interface Observing {
  /** Whether the import has been listed in this run: from then on `known` tells something of every code (T-5). */
  readonly listed: boolean;
  /** What Permutive was seen to pass over in codes; nothing until it was, or was seen not to (T-3). */
  readonly folds: Folding | false | undefined;
  /** What is known of a code without asking. */
  known(code: string): Known;
  /** How Permutive spells a code, where that is known to be another way (T-3). */
  spellingOf(code: string): string | undefined;
  /** A segment that is listed under another spelling of a code only. */
  beside(code: string): Fingerprint | undefined;
  /** Takes over that Permutive takes a code for one that is listed in another spelling: a write has shown it. */
  learnFolding(code: string): void;
  /** Takes over in which spelling a write showed Permutive to keep a code. */
  learnSpelling(code: string, spelling: string): void;
  /** Takes over what a write has made of a code. */
  note(code: string, seen: Fingerprint | 'absent'): void;
  /** Declares that what a code has come to is not known any more. */
  forget(code: string): void;
  /** Learns the state of `codes`. */
  observe(codes: readonly string[], way: Way): Promise<Observation>;
}
