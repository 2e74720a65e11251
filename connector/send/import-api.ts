import type { Dispatch, Verdict } from './attempts.ts';
import {
  readBatchAnswer,
  readImport,
  readSegment,
  readSegmentPage,
  type SeenImport,
  type SeenSegment,
  type SegmentPage,
} from './decode.ts';
import { encodeBatch, type Sendable } from './encode.ts';

export type BatchVerdict = Verdict<{ segments: readonly unknown[] | undefined }>;

/** What a run asks of an import. The dry run stands in for it with one that sends no operation (P-7). */
export interface Taxonomy {
  send<T>(group: readonly T[], how: Sendable<T>): Promise<BatchVerdict>;
  /** A batch without an operation (C-2). */
  sendNothing(): Promise<BatchVerdict>;
  readSegment(code: string): Promise<Verdict<SeenSegment>>;
  readPage(token: string | undefined): Promise<Verdict<SegmentPage>>;
  readImport(): Promise<Verdict<SeenImport>>;
}

/** The import's endpoints of the Taxonomy API. Nothing of a row reaches a path unencoded. */
export function taxonomyOf(dispatch: Dispatch, importId: string): Taxonomy {
  const root = `/imports/${encodeURIComponent(importId)}`;
  const send = (body: Uint8Array, splittable: boolean) =>
    dispatch.send({ method: 'PATCH', path: `${root}/segments`, body }, readBatchAnswer, splittable);
  return {
    send: (group, how) => send(encodeBatch(group, how), group.length > 1),
    sendNothing: () => send(Buffer.from('{"operations":[]}'), false),
    readSegment: (code) =>
      dispatch.send({ method: 'GET', path: `${root}/segments/code/${encodeURIComponent(code)}` }, readSegment),
    readPage: (token) => {
      const query = token === undefined ? '' : `?pagination_token=${encodeURIComponent(token)}`;
      return dispatch.send({ method: 'GET', path: `${root}/segments${query}` }, readSegmentPage);
    },
    readImport: () => dispatch.send({ method: 'GET', path: root }, readImport),
  };
}
