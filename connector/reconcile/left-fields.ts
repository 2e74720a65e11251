import type { OperationKind, RowResult } from '../../spec/host/row-result.ts';
import type { SegmentFields } from '../../spec/host/segment.ts';
import { givenBy, type SegmentChange } from '../plan/segment-change.ts';
import { foldCode } from '../plan/segment-code.ts';
import { isSegment, readSegment, type SeenSegment } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import { fieldsOf } from './fields.ts';

/** A segment after something was sent for it: as an answer told it, or else as far as it was asked for. */
interface Left {
  readonly id?: string | undefined;
  readonly after: SegmentFields;
}

/** What write() leaves of the segments that it changes. Holds one batch: results are told before the next is sent (P-5). */
export class LeftFields {
  readonly #byCode = new Map<string, Left>();
  /** Codes by what servers that fold codes make of them (T-3). */
  readonly #byFold = new Map<string, string>();
  #batch: number | undefined;

  /** The import as write() shall send to it. */
  through = (api: ImportApi): ImportApi => ({
    ...api,
    send: async (group, how, of) => {
      if (of?.batch !== this.#batch) this.#begin(of?.batch);
      for (const one of group) this.#ask(how.changeOf(one), how.kindOf(one));
      const verdict = await api.send(group, how, of);
      if (verdict.kind !== 'success') return verdict;
      for (const item of verdict.answer.items ?? []) {
        const segment = isSegment(item) ? readSegment(item) : undefined;
        if (segment !== undefined) this.#see(segment);
      }
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

  /** A result with what is there now: an undo recognises by it what was touched since. */
  toldBy(result: RowResult): RowResult {
    const { outcome, segmentCode } = result;
    if ((outcome !== 'created' && outcome !== 'updated') || segmentCode === null) return result;
    const left = this.#byCode.get(this.#underWay(segmentCode) ?? segmentCode);
    if (left === undefined) return result;
    const { id, after } = left;
    return { ...result, segment: { ...result.segment, ...(id !== undefined && { id }), after } };
  }

  #begin(batch: number | undefined): void {
    this.#batch = batch;
    this.#byCode.clear();
    this.#byFold.clear();
  }

  #ask(change: SegmentChange, kind: OperationKind): void {
    if (change.state === 'absent') return;
    const { code, defaultName } = change;
    const given = fieldsOf(givenBy(change));
    const after = kind === 'Create' ? { name: defaultName, ...given } : given;
    this.#byCode.set(code, { id: this.#byCode.get(code)?.id, after });
    this.#byFold.set(foldCode(code), code);
  }

  #see(segment: SeenSegment): void {
    const code = this.#underWay(segment.code);
    if (code !== undefined) this.#byCode.set(code, { id: segment.id, after: fieldsOf(segment) });
  }

  #underWay(code: string): string | undefined {
    return this.#byCode.has(code) ? code : this.#byFold.get(foldCode(code));
  }
}
