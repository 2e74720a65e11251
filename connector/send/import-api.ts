import type { Redact } from '../redact.ts';
import type { Attempts } from './attempts.ts';
import { type BatchAnswer, readBatchAnswer, wordlessAnswer } from './batch-answer.ts';
import {
  readImport,
  readSegment,
  readSegmentPage,
  type SeenImport,
  type SeenSegment,
  type SegmentPage,
} from './decode.ts';
import { encodeBatch, type Sendable } from './encode.ts';
import type { Question } from './judge.ts';
import type { Sending } from './turn.ts';
import type { Verdict } from './verdict.ts';

export type BatchVerdict = Verdict<BatchAnswer>;

/** What of a batch is sent, and why (O-1). */
export type SendingOf = Partial<Pick<Sending, 'batch' | 'positions' | 'attempts' | 'slowAfter'>> & {
  readonly purpose?: 'batch' | 'narrow';
};

/** What a run asks of an import. The dry run stands in for it with one that sends no operation (P-7). */
export interface ImportApi {
  send<T>(group: readonly T[], how: Sendable<T>, of?: SendingOf): Promise<BatchVerdict>;
  /** A batch without an operation (C-2). */
  sendNothing(): Promise<BatchVerdict>;
  /** `inPath`: the code as the path holds it, where that is to be another encoding of it. */
  readSegment(code: string, inPath?: string): Promise<Verdict<SeenSegment>>;
  readPage(token: string | undefined): Promise<Verdict<SegmentPage>>;
  readImport(): Promise<Verdict<SeenImport>>;
}

/** The import's endpoints of the Taxonomy API. Nothing of a row reaches a path unencoded. */
export function importApi(attempts: Attempts, importId: string, redact: Redact): ImportApi {
  const root = `imports/${encodeURIComponent(importId)}`;
  const askImport: Question<SeenImport> = { about: 'import', read: (json) => redact(readImport(json)) };
  const readTheImport = () =>
    attempts.send({ method: 'get', path: root, long: false }, askImport, { purpose: 'confirm' });
  // a token that holds the key must not stand in a URL. The listing ends there, and its count says whether it told of all (T-4).
  const readPage = (json: unknown) => {
    const page = readSegmentPage(json);
    return page?.nextToken !== redact(page?.nextToken) && page ? { ...page, nextToken: undefined } : page;
  };
  const patch = (body: Uint8Array, splittable: boolean, sending: Sending) =>
    attempts.send(
      { method: 'patch', path: `${root}/segments`, body, long: true },
      {
        about: 'batch',
        splittable,
        read: (json, status) => {
          const answer = readBatchAnswer(json, status);
          return answer?.errors.length ? { ...answer, errors: redact(answer.errors) } : answer;
        },
        wordless: wordlessAnswer,
        confirm: readTheImport,
      },
      sending,
    );
  return {
    send: (group, how, { purpose = 'batch', ...of } = {}) =>
      patch(encodeBatch(group, how), group.length > 1, { ...of, purpose, operations: group.length }),
    sendNothing: () => patch(Buffer.from('{"operations":[]}'), false, { purpose: 'check', operations: 0 }),
    readSegment: (code, inPath = encodeURIComponent(code)) =>
      attempts.send(
        { method: 'get', path: `${root}/segments/code/${inPath}`, long: false },
        { about: 'segment', read: readSegment, confirm: readTheImport },
        { purpose: 'confirm' },
      ),
    readPage: (token) => {
      const query = token === undefined ? '' : `?pagination_token=${encodeURIComponent(token)}`;
      return attempts.send(
        { method: 'get', path: `${root}/segments${query}`, long: true },
        { about: 'page', read: readPage, confirm: readTheImport },
        { purpose: 'listing' },
      );
    },
    readImport: readTheImport,
  };
}
