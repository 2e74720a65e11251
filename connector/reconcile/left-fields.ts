import type { OperationKind, RowResult } from '../../spec/host/row-result.ts';
import type { Clock } from '../clock.ts';
import type { SegmentIndex } from '../imported/segment-index.ts';
import { givenBy, type SegmentChange } from '../plan/segment-change.ts';
import { isSegment, readSegment, type SeenSegment } from '../send/decode.ts';
import type { BatchVerdict, ImportApi } from '../send/import-api.ts';
import { fieldsOf, otherwise } from './fields.ts';
import { CodesUnderWay, createAccepted, createSent, seeUnderWay, type UnderWay } from './under-way.ts';

/** What write() leaves of the segments that it changes. Holds one batch: results are told before the next is sent (P-5). */
export class LeftFields {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #listed: Pick<SegmentIndex, 'get' | 'resembling'>;
  #underWay = new CodesUnderWay();
  #batch: number | undefined;

  /** `listed`: what the import held before anything was sent; write() keeps it up to date. */
  constructor(listed: Pick<SegmentIndex, 'get' | 'resembling'>, clock: Pick<Clock, 'now'>) {
    this.#listed = listed;
    this.#clock = clock;
  }

  /** The import as write() shall send to it. */
  through = (api: ImportApi): ImportApi => ({
    ...api,
    send: async (group, how, of) => {
      if (of?.batch !== this.#batch) {
        this.#batch = of?.batch;
        this.#underWay = new CodesUnderWay();
      }
      for (const one of group) this.#ask(how.changeOf(one), how.kindOf(one));
      const startedAt = this.#clock.now();
      const verdict = await api.send(group, how, of);
      const created = group.filter((one) => how.kindOf(one) === 'Create').map((one) => how.changeOf(one).code);
      this.#heed(verdict, created, this.#clock.now() - startedAt);
      return verdict;
    },
    readSegment: async (code, inPath) => {
      const verdict = await api.readSegment(code, inPath);
      if (verdict.kind === 'success') this.#see(verdict.answer);
      return verdict;
    },
    readPage: async (token) => {
      const verdict = await api.readPage(token);
      if (verdict.kind === 'success') for (const segment of verdict.answer.segments) this.#see(segment);
      return verdict;
    },
  });

  /**
   * A result with what is there now: an undo recognises by it what was touched since. The id of a segment that was created is told only where nothing
   * speaks for somebody else's having stood there first (N-1).
   */
  toldBy(result: RowResult): RowResult {
    const { outcome, segmentCode } = result;
    if ((outcome !== 'created' && outcome !== 'updated') || segmentCode === null) return result;
    const under = this.#underWay.get(this.#underWay.askedAs(segmentCode));
    if (under === undefined) return result;
    const id = outcome === 'updated' || isMade(under) ? under.seen?.id : undefined;
    const after = fieldsOf(under.seen ?? under.wanted ?? {});
    return { ...result, segment: { ...result.segment, ...(id !== undefined && { id }), after } };
  }

  #ask(change: SegmentChange, kind: OperationKind): void {
    if (change.state === 'absent') return;
    const { code, defaultName } = change;
    const given = fieldsOf(givenBy(change));
    if (!this.#underWay.has(code))
      this.#underWay.expect(code, undefined, kind === 'Create' ? { name: defaultName, ...given } : given);
    const under = this.#underWay.get(code);
    if (under === undefined) return;
    if (kind === 'Create') createSent(under);
    // It makes sure that Permutive keeps the values of the accepted Create otherwise, or shows that somebody's segment stood there (T-3).
    else under.unsure ||= under.accepted && under.answered !== undefined;
    under.accepted &&= under.unsure;
    under.answered = undefined;
  }

  #heed(verdict: BatchVerdict, created: readonly string[], tookMs: number): void {
    if (verdict.kind !== 'success') return;
    const { status, errors, items = [] } = verdict.answer;
    const isAccepted = (status === 200 || status === 201) && errors.length === 0;
    for (const code of isAccepted ? created : []) {
      const under = this.#underWay.get(code);
      if (under !== undefined && this.#wasAbsent(code)) createAccepted(under, verdict.sentAt, verdict.sentAt + tookMs);
    }
    for (const item of items) {
      const segment = isSegment(item) ? readSegment(item) : undefined;
      const under = segment && this.#see(segment);
      if (under !== undefined) under.answered = segment;
    }
  }

  #wasAbsent(code: string): boolean {
    return typeof this.#listed.get(code) !== 'object' && this.#listed.resembling(code) === undefined;
  }

  #see(segment: SeenSegment): UnderWay | undefined {
    const under = this.#underWay.get(this.#underWay.askedAs(segment.code));
    if (under !== undefined) seeUnderWay(under, segment);
    return under;
  }
}

/** Whether the accepted Create made what is there: values that an Update had to bring about speak for somebody else's segment (docs/decisions/075). */
const isMade = ({ accepted, unsure, answered, wanted = {} }: UnderWay): boolean =>
  accepted && (!unsure || (answered !== undefined && otherwise(wanted, answered) !== undefined));
