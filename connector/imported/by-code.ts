import { errorDetail } from '../../spec/host/errors.ts';
import { foldCode } from '../plan/segment-code.ts';
import type { SeenSegment } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import type { Verdict } from '../send/verdict.ts';
import { LAG_MS } from './changed.ts';
import { millisecondsOf } from './fingerprint.ts';
import type { ReadFailure } from './observing.ts';
import type { Spellings } from './spellings.ts';

/** Codes in a row that could not be read before the others are not tried: one code's trouble is not the others' (T-2). */
const MAX_UNREAD_IN_A_ROW = 2;

/** What stands in a path as it is. */
const PLAIN = /^[\w.!~*'()-]*$/;
/** How a code that does not is taken: what decodes a path twice makes another code of one with these. */
const DECODED_TWICE = /[%+]/;
type InPath = 'encoded' | 'twice';
const inPath = (code: string): InPath | undefined => {
  if (PLAIN.test(code)) return undefined;
  return DECODED_TWICE.test(code) ? 'twice' : 'encoded';
};

/** Whether a segment was the same before anything that a read may not show yet. Where no time is told, it is taken to have been. */
function isOld({ updatedAt }: SeenSegment, readAt: number): boolean {
  const changedAt = millisecondsOf(updatedAt);
  return changedAt === 0 || changedAt < readAt - LAG_MS;
}

/** A code's first character percent-encoded, though it need not be, and the rest. */
function escaped(code: string): readonly [first: string, rest: string] {
  const [first = ''] = code;
  const bytes = [...Buffer.from(first)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`);
  return [bytes.join(''), code.slice(first.length)];
}

/** What came of one read. `doubted`: a 404, but not Permutive's own. */
type Read =
  | { readonly is: 'known'; readonly known: SeenSegment | 'absent' }
  | { readonly is: 'doubted'; readonly failure: ReadFailure }
  | { readonly is: 'failed'; readonly failure: ReadFailure };

type OnTold = (code: string, known: SeenSegment | 'absent') => void;

/** What came of reading codes one by one. */
export interface ReadEach {
  /** By the codes asked for; an answer may spell its own otherwise (T-3). */
  readonly seen: ReadonlyMap<string, SeenSegment | 'absent' | 'unlisted'>;
  /** What was read for their sake. */
  readonly besides: ReadonlyMap<string, SeenSegment>;
  /** Codes whose absence is a guess. */
  readonly unproved: ReadonlySet<string>;
  readonly failure: ReadFailure | undefined;
  readonly requests: readonly number[];
}

/** Reads segments one by one, and weighs what says that one is absent (T-4). */
export class ByCode {
  readonly #imported: Pick<ImportApi, 'readSegment'>;
  readonly #spellings: Spellings;
  readonly #onSeen: (segment: SeenSegment) => void;
  /** Reads so far. */
  spent = 0;
  /** A code that was seen at Permutive, to be read beside a 404 that is not its own; and those of which a path holds an encoded form. */
  #witness: string | undefined;
  readonly #encodedWitnesses = new Map<InPath, string>();
  /** Of those the one that has not changed for longest: reads cannot but show it. */
  #oldest: { readonly code: string; readonly changedAt: number } | undefined;
  /** How paths were seen to be decoded as they should be. */
  readonly #decoded = new Set<InPath>();

  constructor(
    imported: Pick<ImportApi, 'readSegment'>,
    spellings: Spellings,
    onSeen: (segment: SeenSegment) => void = () => undefined,
  ) {
    this.#imported = imported;
    this.#spellings = spellings;
    this.#onSeen = onSeen;
  }

  /** Whether any segment is known to be there. */
  get knowsOne(): boolean {
    return this.#witness !== undefined;
  }

  /** Takes over that a code is at Permutive; `changedAt`: as a read has told it, in milliseconds, 0 where it tells none. */
  noteThere(code: string, changedAt = Number.POSITIVE_INFINITY): void {
    this.#witness = code;
    if (changedAt <= (this.#oldest?.changedAt ?? changedAt)) this.#oldest = { code, changedAt };
    const encoded = inPath(code);
    if (encoded !== undefined) this.#encodedWitnesses.set(encoded, code);
  }

  async each(codes: readonly string[]): Promise<ReadEach> {
    const seen = new Map<string, SeenSegment | 'absent' | 'unlisted'>();
    const requests: number[] = [];
    const doubted: string[] = [];
    const absent: string[] = [];
    let failure: ReadFailure | undefined;
    let unreadInARow = 0;
    let shown = false;
    for (const code of codes) {
      const read = await this.#read(code, requests);
      if (read.is === 'failed') {
        failure = read.failure;
        unreadInARow += 1;
        if (unreadInARow >= MAX_UNREAD_IN_A_ROW || failure.kind === 'denied' || failure.kind === 'cancelled') break;
        continue;
      }
      unreadInARow = 0;
      if (read.is === 'doubted') {
        doubted.push(code);
        failure ??= read.failure;
      } else if (read.known === 'absent') absent.push(code);
      else {
        shown = true;
        seen.set(code, read.known);
      }
    }
    // Read for another's sake, it is read all the same.
    const besides = new Map<string, SeenSegment>();
    const asked = new Map(codes.map((code) => [this.#spellings.of(code) ?? code, code]));
    for (const code of codes) asked.set(code, code);
    const onTold: OnTold = (spelling, known) => {
      const code = asked.get(spelling);
      if (known !== 'absent') (code === undefined ? besides : seen).set(code ?? spelling, known);
      else if (code !== undefined) absent.push(code);
    };
    if (doubted.length > 0 && (shown || (await this.#isShown(this.#witnessBeside(asked), requests, onTold)))) {
      for (const code of doubted) {
        // An ingress that comes and goes: what says so on both sides of a segment that is shown is believed.
        const again = await this.#read(code, requests);
        if (again.is === 'failed') failure = again.failure;
        else if (again.is === 'known' && again.known !== 'absent') seen.set(code, again.known);
        else absent.push(code);
      }
    }
    await this.#learnPaths(absent, requests, onTold);
    const unproved = new Set<string>();
    for (const code of absent) {
      if (seen.has(code)) continue; // Shown since.
      const how = inPath(code);
      if (how !== undefined && !this.#decoded.has(how)) unproved.add(code);
      seen.set(code, unproved.has(code) ? 'unlisted' : 'absent');
    }
    return { seen, besides, unproved, failure: codes.every((code) => seen.has(code)) ? undefined : failure, requests };
  }

  /**
   * Learns how paths are decoded: whether one reaches the segment of its code is not known before, and a 404 may be about another one. A segment
   * that is known to be there shows it: one whose own code is encoded in a path, else any, spelled so that it is.
   */
  async #learnPaths(absent: readonly string[], requests: number[], onTold: OnTold): Promise<void> {
    const unsure = (how: InPath) => !this.#decoded.has(how) && absent.some((code) => inPath(code) === how);
    for (const [how, witness] of this.#encodedWitnesses)
      if (unsure(how)) await this.#isShown(witness, requests, onTold);
    const witness = this.#oldest?.code ?? this.#witness;
    if (witness === undefined || !(unsure('encoded') || unsure('twice'))) return;
    const [first, rest] = escaped(witness);
    const once = await this.#ask(witness, requests, first + encodeURIComponent(rest));
    if (once.kind === 'not_found') this.#oldest = undefined; // Gone since, or paths are not decoded: another may tell.
    if (once.kind !== 'success' || foldCode(once.answer.code) !== foldCode(witness)) return;
    this.#decoded.add('encoded');
    if (inPath(witness) === 'twice') this.#decoded.add('twice');
    // What is not found may be there and not be shown yet.
    if (!unsure('twice') || !isOld(once.answer, once.sentAt)) return;
    const twice = await this.#ask(first + rest, requests);
    if (twice.kind === 'not_found' || (twice.kind === 'foreign' && twice.status === 404)) this.#decoded.add('twice');
  }

  /** The segment to be read beside codes in doubt: where any is known another one than those asked for, which may be gone. */
  #witnessBeside(asked: ReadonlyMap<string, string>): string | undefined {
    const known = [this.#witness, this.#oldest?.code, ...this.#encodedWitnesses.values()];
    return known.find((code) => code !== undefined && !asked.has(code)) ?? this.#witness;
  }

  /** Whether a segment that is known to be there can be read now. */
  async #isShown(witness: string | undefined, requests: number[], onTold: OnTold): Promise<boolean> {
    if (witness === undefined) return false;
    const read = await this.#read(witness, requests);
    if (read.is !== 'known') return false;
    onTold(witness, read.known);
    return read.known !== 'absent';
  }

  /** Reads a code; where codes are folded and reads may be exact, under the other spelling that it may be kept in too. */
  async #read(code: string, requests: number[]): Promise<Read> {
    const read = await this.#readOne(code, requests);
    const other = read.is === 'known' && read.known === 'absent' ? this.#spellings.mayBeKeptAs(code) : undefined;
    if (other === undefined) return read;
    const kept = await this.#readOne(other, requests);
    if (kept.is === 'known' && kept.known !== 'absent') this.#spellings.learn(code, other);
    return kept.is === 'doubted' ? read : kept;
  }

  async #ask(code: string, requests: number[], path?: string): Promise<Verdict<SeenSegment>> {
    this.spent += 1;
    const verdict = await this.#imported.readSegment(code, path);
    requests.push(...verdict.requests);
    return verdict;
  }

  async #readOne(code: string, requests: number[]): Promise<Read> {
    const verdict = await this.#ask(code, requests);
    if (verdict.kind === 'not_found') return { is: 'known', known: 'absent' };
    if (verdict.kind === 'foreign' && verdict.status === 404) return { is: 'doubted', failure: verdict };
    if (verdict.kind !== 'success') return { is: 'failed', failure: verdict };
    const { answer } = verdict;
    if (answer.code !== code) {
      if (foldCode(answer.code) !== foldCode(code)) {
        const error = errorDetail('unexpected_response', { message: 'Permutive answered with another segment.' });
        return { is: 'failed', failure: { ...verdict, kind: 'unexpected', error } };
      }
      this.#spellings.learn(code, answer.code);
      this.#spellings.readsFold = true;
    }
    this.#onSeen(answer);
    this.noteThere(code, millisecondsOf(answer.updatedAt));
    const how = inPath(code);
    if (how !== undefined) this.#decoded.add(how).add('encoded'); // Whoever decodes a % once decodes all once.
    return { is: 'known', known: answer };
  }
}
