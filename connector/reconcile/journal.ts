import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentFields } from '../../spec/host/segment.ts';
import type { Clock } from '../clock.ts';
import { isSegment, readSegment, type SeenSegment } from '../send/decode.ts';
import type { BatchVerdict, ImportApi } from '../send/import-api.ts';
import type { Census } from './census.ts';
import { Claims } from './claims.ts';
import { type Evidence, factsOf, isOurs, restored } from './facts.ts';
import { fieldsOf, type Values } from './fields.ts';
import { HoldingChanges } from './holding.ts';
import { Recorder } from './recorder.ts';
import type { SnapshotChange, SnapshotEntry, SnapshotSession } from './snapshot.ts';
import { CodesUnderWay, createAccepted, createSent, seeUnderWay, type UnderWay } from './under-way.ts';

/** What is asked and remembered of the codes of a run. */
type CodesOfRun = Pick<Census, 'entry' | 'observed' | 'complete' | 'make' | 'isMade'>;

/** What the run learned of a segment it changed. */
export interface Told {
  /** Of one that was created: only where the run proves to have made it (N-1). */
  readonly id?: string | undefined;
  readonly after?: SegmentFields;
}

/**
 * Keeps the snapshot ahead of what is sent and true to what came of it: intents before a request, a Create's intent taken back before
 * the Update that shows it met somebody's segment, facts once a row has settled.
 */
export class ImportJournal {
  readonly #recorder: Recorder;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #census: CodesOfRun;
  readonly #underWay = new CodesUnderWay();
  readonly #claims: Claims;
  /** What becomes of the segments that this owner has. */
  readonly holdings: HoldingChanges;

  constructor(
    { session, census }: { readonly session: SnapshotSession; readonly census: CodesOfRun },
    clock: Clock,
    factsARecord?: number,
  ) {
    this.#clock = clock;
    this.#recorder = new Recorder(session, factsARecord);
    this.#census = census;
    this.holdings = new HoldingChanges(census);
    this.#claims = new Claims(census, (code) => this.#underWay.has(code));
  }

  /** Announces a code before write() is given its row. `entry`: the snapshot's, where the segment is ours. */
  expect(code: string, entry: SnapshotEntry | undefined, wanted: Values | undefined): void {
    this.#underWay.expect(code, entry, wanted);
  }

  /** The import as write() shall send to it. */
  through = (api: ImportApi): ImportApi => ({
    ...api,
    send: async (all, how, of) => {
      // The code of a replaced segment is somebody else's by now: its deletion is not sent again (N-1).
      const group = all.filter((one) => this.#underWay.get(how.changeOf(one).code)?.replaced !== true);
      if (group.length === 0 && all.length > 0) return nothingLeft(this.#clock.now());
      const sent = group.map((one) => ({ code: how.changeOf(one).code, kind: how.kindOf(one) }));
      await this.#recorder.record(sent.flatMap(({ code, kind }) => this.#intentOf(code, kind)));
      if (this.failure !== undefined)
        return { kind: 'denied', error: this.failure, requests: [], trail: 'none', sentAt: 0 };
      const startedAt = this.#clock.now();
      const verdict = await api.send(group, how, of);
      this.#heed(verdict, sent, this.#clock.now() - startedAt);
      return verdict;
    },
    readSegment: async (code, inPath) => {
      const verdict = await api.readSegment(code, inPath);
      if (verdict.kind !== 'success') return verdict;
      // The segment that is to be deleted is gone, and somebody else's stands in its place: that one is not deleted (N-1).
      if (this.#isAnother(code, verdict.answer))
        return { ...verdict, kind: 'not_found', error: errorDetail('unexpected_response') };
      this.#see(code, verdict.answer);
      return { ...verdict, answer: this.#stillThere(code, verdict.answer) };
    },
    readPage: async (token) => {
      const verdict = await api.readPage(token);
      if (verdict.kind !== 'success') return verdict;
      const segments = verdict.answer.segments.map((segment) => this.#asListed(segment));
      return { ...verdict, answer: { ...verdict.answer, segments } };
    },
  });

  /** Why nothing can be recorded any more, and so nothing be sent. */
  get failure(): ErrorDetail | undefined {
    return this.#recorder.failure;
  }

  /** What a row of write() came to, made a fact of the snapshot. */
  settle(code: string, { status, outcome, error }: RowResult): Told {
    const under = this.#underWay.get(code);
    if (under === undefined) return {};
    this.#underWay.end(code);
    let isMade = false;
    if (status === 'succeeded') {
      const facts = factsOf(code, under, outcome, this.#evidence(code));
      if ((under.intent === 'Create' || under.unsure) && facts.some((fact) => 'set' in fact))
        this.#claims.make(code, under.seen?.code ?? code);
      isMade = facts.some((fact) => 'set' in fact && isMadeAs(fact.set, under.seen?.id));
      this.holdings.settle(code, facts, under.intent === 'Create');
      this.#recorder.note(...facts);
    }
    // Not in effect: the intent came to nothing. Where nobody knows, it stays.
    else if (under.intent !== undefined && error?.code !== 'outcome_unknown')
      this.#recorder.note(restored(code, under.entry));
    const { seen, wanted } = under;
    const after = seen ?? wanted;
    return {
      ...((isMade || outcome !== 'created') && { id: seen?.id }),
      ...(after !== undefined && { after: fieldsOf(after) }),
    };
  }

  /** A segment that was this owner's is gone. */
  drop(code: string): void {
    const fact = { forget: code };
    this.holdings.settle(code, [fact], false);
    this.note(fact);
  }

  /** A fact that needs nothing to be sent. */
  note(change: SnapshotChange): void {
    this.#recorder.note(change);
  }

  /** Records facts when there are enough of them. */
  keepUp(): Promise<void> {
    return this.#recorder.keepUp();
  }

  /** Records every fact. */
  flush(): Promise<void> {
    return this.#recorder.record([]);
  }

  #intentOf(code: string, kind: 'Create' | 'Update' | 'Delete'): readonly SnapshotChange[] {
    const under = this.#underWay.get(code);
    if (under === undefined) return [];
    const { entry, wanted } = under;
    switch (kind) {
      case 'Create': {
        createSent(under);
        if (under.intent === 'Create') return [];
        under.intent = 'Create';
        const pending = { operation: 'Create', fields: fieldsOf(wanted ?? {}) } as const;
        return [{ set: { code, ...(entry?.owned && { owned: entry.owned }), pending } }];
      }
      case 'Update': {
        // After a Create whose answer told other values, it makes sure that Permutive keeps them so: what stands there may be somebody else's.
        const unsure = under.unsure || (under.intent === 'Create' && this.#isMadeBy(code, under));
        under.unsure = unsure;
        under.answered = undefined;
        if (under.intent !== 'Create') return [];
        under.accepted &&= unsure;
        under.intent = undefined; // The Create met a segment that was there: our own after all, or somebody else's.
        // Told by nobody yet, it may be ours: the id in the snapshot will say so.
        return [under.seen === undefined || isOurs(under) ? restored(code, entry) : { forget: code }];
      }
      case 'Delete': {
        if (entry === undefined || under.intent === 'Delete') return [];
        under.intent = 'Delete';
        return [{ set: { ...entry, pending: { operation: 'Delete' } } }];
      }
    }
  }

  #heed(verdict: BatchVerdict, sent: readonly { code: string; kind: string }[], tookMs: number): void {
    if (verdict.kind !== 'success') return;
    const { status, errors, items = [] } = verdict.answer;
    if ((status !== 200 && status !== 201) || errors.length > 0) return;
    for (const { code, kind } of sent) {
      const under = this.#underWay.get(code);
      if (under !== undefined && kind === 'Create') createAccepted(under, verdict.sentAt, verdict.sentAt + tookMs);
    }
    for (const item of items) {
      if (!isSegment(item)) continue;
      const segment = readSegment(item);
      if (segment === undefined) continue;
      const code = this.#underWay.askedAs(segment.code);
      const under = this.#underWay.get(code);
      if (under === undefined) continue;
      this.#see(code, segment);
      under.answered = segment;
    }
  }

  /** Takes what was told of a code: an answer, or a read of it, may tell it in another spelling (T-3). */
  #see(code: string, segment: SeenSegment): void {
    const under = this.#underWay.get(code);
    if (under !== undefined) seeUnderWay(under, segment);
  }

  #evidence(code: string): Evidence {
    return {
      wasAbsent: this.#census.complete,
      isOwnedElsewhere: (spelling, id) => this.#claims.isElsewhere(code, spelling, id),
    };
  }

  /** Whether a Create that was accepted, and whose answer listed the segment, brought about what had not been there. */
  #isMadeBy(code: string, { accepted, answered }: UnderWay): boolean {
    if (!accepted || answered === undefined || !this.#census.complete) return false;
    return !this.#claims.isElsewhere(code, answered.code, answered.id);
  }

  /** A segment of a page; one that stands in the place of what is deleted is there, but under no code that is asked for (N-1). */
  #asListed(segment: SeenSegment): SeenSegment {
    const { code, id } = segment;
    if (this.#isAnother(this.#underWay.askedAs(code), segment)) return { ...segment, code: `${code}\0${id}` };
    this.#see(code, segment);
    return this.#stillThere(this.#underWay.askedAs(code), segment);
  }

  /** Under the same id it was never deleted, however lately it was changed: nobody has put it there since (T-4). */
  #stillThere(code: string, segment: SeenSegment): SeenSegment {
    const under = this.#underWay.get(code);
    const isDue = under !== undefined && under.wanted === undefined && isOurs({ entry: under.entry, seen: segment });
    return isDue ? { ...segment, updatedAt: undefined } : segment;
  }

  #isAnother(code: string, { id, code: spelling }: SeenSegment): boolean {
    const under = this.#underWay.get(code);
    const owned = under?.entry?.owned?.id;
    if (under === undefined || under.wanted !== undefined || owned === undefined || id === undefined) return false;
    // Another spelling may be another segment, which says nothing of this one (T-3).
    if (spelling === code || spelling === under.entry?.owned?.keptAs) under.replaced = id !== owned;
    return id !== owned;
  }
}

const isMadeAs = ({ owned }: SnapshotEntry, id: string | undefined): boolean =>
  owned?.origin === 'created' && owned.id !== undefined && owned.id === id;

/** What stands for the answer to a group of deletions that have all come about: reads tell the rest (T-3). */
const nothingLeft = (now: number): BatchVerdict => ({
  kind: 'success',
  answer: { status: 200, body: 'read', items: [], errors: [], requestId: undefined },
  requests: [],
  trail: 'none',
  sentAt: now,
});
