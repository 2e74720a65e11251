import { isBefore, SLACK_MS } from '../imported/changed.ts';
import { millisecondsOf } from '../imported/fingerprint.ts';
import { foldCode } from '../plan/segment-code.ts';
import type { SeenSegment } from '../send/decode.ts';
import type { Values } from './fields.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** A code on its way through write(). */
export interface UnderWay {
  /** What the snapshot says of it, where it is ours. */
  readonly entry: SnapshotEntry | undefined;
  /** What is wanted of it; nothing for a deletion. */
  readonly wanted: Values | undefined;
  /** The intent that stands in the snapshot. */
  intent: 'Create' | 'Delete' | undefined;
  /** It is to be deleted, and another segment was told to stand in its place. */
  replaced: boolean;
  /** Permutive accepted its Create: then what is there afterwards was made by it. */
  accepted: boolean;
  /** The accepted Create was told with other values, and an Update makes sure of them: whether they are kept so tells who made it (T-3). */
  unsure: boolean;
  /** When that was sent and when it was answered, in milliseconds since the epoch. */
  sentAt: number;
  answeredAt: number;
  /** The segment as it was told last after something was sent. */
  seen: SeenSegment | undefined;
  /** The same where the answer to what was sent told it: of a value read later nobody knows who made it (N-12). */
  answered: SeenSegment | undefined;
}

/** Its Create goes out, maybe once more: what an earlier answer said did not hold. */
export function createSent(under: UnderWay): void {
  under.accepted = false;
  under.unsure = false;
  under.answered = undefined;
}

export function createAccepted(under: UnderWay, sentAt: number, answeredAt: number): void {
  under.accepted = true;
  under.sentAt = sentAt;
  under.answeredAt = answeredAt;
}

/** Takes what was told of it, by an answer or a read: it may show that the accepted Create did not make what is there. */
export function seeUnderWay(under: UnderWay, segment: SeenSegment): void {
  const known = under.seen?.id;
  const changedAt = millisecondsOf(segment.updatedAt);
  // Another id than before: somebody put a segment of their own in its place.
  if (known !== undefined && known !== segment.id) under.accepted = false;
  // Of an id that no answer told: changed since the answer, it may be somebody's who put it there since.
  if (known === undefined && changedAt > under.answeredAt + SLACK_MS) under.accepted = false;
  // Older than the request: the Create was passed over for a segment that had been there (T-3).
  if (isBefore(changedAt, under.sentAt)) under.accepted = false;
  under.seen = segment;
}

/** The codes that are on their way through write(), found under whichever spelling Permutive tells them (T-3). */
export class CodesUnderWay {
  readonly #codes = new Map<string, UnderWay>();
  /** Codes by what servers that fold codes make of them; the one that was announced last is found first. */
  readonly #byFold = new Map<string, readonly string[]>();

  /** Announces a code. `entry`: the snapshot's, where the segment is ours. */
  expect(code: string, entry: SnapshotEntry | undefined, wanted: Values | undefined): void {
    this.#codes.set(code, {
      entry,
      wanted,
      intent: undefined,
      replaced: false,
      accepted: false,
      unsure: false,
      sentAt: 0,
      answeredAt: 0,
      seen: undefined,
      answered: undefined,
    });
    const folded = foldCode(code);
    this.#byFold.set(folded, [code, ...this.#othersOf(folded, code)]);
  }

  get(code: string): UnderWay | undefined {
    return this.#codes.get(code);
  }

  has(code: string): boolean {
    return this.#codes.has(code);
  }

  /** Takes a code out; another spelling of it may still be under way. */
  end(code: string): void {
    this.#codes.delete(code);
    const folded = foldCode(code);
    const others = this.#othersOf(folded, code);
    if (others.length > 0) this.#byFold.set(folded, others);
    else this.#byFold.delete(folded);
  }

  /** The code of a row that Permutive tells in this spelling. */
  askedAs(spelling: string): string {
    return this.has(spelling) ? spelling : (this.#byFold.get(foldCode(spelling))?.[0] ?? spelling);
  }

  #othersOf(folded: string, code: string): readonly string[] {
    return this.#byFold.get(folded)?.filter((other) => other !== code) ?? [];
  }
}
