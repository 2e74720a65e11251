import { type Answer, json } from '../answer.ts';

/** What was wrong with one operation of a batch that was carried out all the same. */
export interface Complaint {
  readonly index: number;
  readonly code: string | undefined;
  readonly status: number;
  readonly message: string;
}

/** How the success of a batch is told. In the last three a batch is never refused as a whole for one of its operations. */
export type Acceptance =
  /** 200 with the segments, as published. */
  | 'items'
  /** 201 with the segments. */
  | 'created'
  /** 204: done, and nothing to say. */
  | 'no_content'
  /** 202: it will be carried out later (`applyAfterMs`). */
  | 'accepted'
  /** 207: the segments of the good operations, and what is wrong with the others. */
  | 'multi_status'
  /** 200 with the segments of the good operations and `errors`. */
  | 'errors_inside'
  /** Where a batch is refused, the refusal's envelope under a 200. */
  | 'error_inside';

/** Whether good operations are carried out beside bad ones, which are then told in the answer. */
export const tellsEach = (answers: Acceptance): boolean => answers === 'multi_status' || answers === 'errors_inside';

/** The answer to a batch that was carried out; `body` is made only where it is told. */
export function accept(answers: Acceptance, body: () => object, complaints: readonly Complaint[]): Answer {
  switch (answers) {
    case 'items':
    case 'error_inside':
      return json(body());
    case 'created':
      return json(body(), 201);
    case 'no_content':
      return { status: 204, headers: {}, body: '' };
    case 'accepted':
      return json({ status: 'accepted' }, 202);
    case 'multi_status':
      return json({ ...body(), errors: complaints }, 207);
    case 'errors_inside':
      return json({ ...body(), ...(complaints.length > 0 && { errors: complaints }) });
  }
}
