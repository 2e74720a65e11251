import { yieldToEventLoop } from '../clock.ts';

/** What came back, before anything is made of it. A status is known even when the body breaks off. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly retryAfter: string | null;
  /** The server's own clock, as the header says it. */
  readonly date: string | null;
  /** From the usual headers; the body's own goes before it (D-9). */
  readonly requestId: string | undefined;
  readonly body: string;
  /** Whether all of the body came, its connection broke, or more came than is read. */
  readonly end: 'whole' | 'broken' | 'too_long';
}

/** What became of one request. */
export type Exchange =
  | Answer
  | {
      readonly kind: 'no_answer';
      readonly reason: 'not_connected' | 'certificate' | 'network' | 'deadline' | 'cancelled';
      /** What happened, in words for an error's message. */
      readonly message: string;
    };

const REQUEST_ID_HEADERS = ['x-request-id', 'request-id', 'x-correlation-id', 'x-amzn-requestid', 'cf-ray'];

/** An answer of which only the head has come. Throws when a host's fetch hands back what is no Response. */
export function headOf({ status, headers }: Response): Answer {
  if (typeof status !== 'number') throw new TypeError('The answer has no status.');
  // T-12: a host's headers may be a Map, and hold numbers.
  const header = (name: string) => {
    const told: unknown = headers.get(name);
    return typeof told === 'string' || typeof told === 'number' ? String(told) : null;
  };
  return {
    kind: 'answer',
    status,
    retryAfter: header('retry-after'),
    date: header('date'),
    requestId: REQUEST_ID_HEADERS.map(header).find((id) => id !== null) ?? undefined,
    body: '',
    end: 'broken',
  };
}

/** Reads the rest of an answer, at most `bound` bytes of its body, and none once `over` is aborted. */
export async function answerOf(head: Answer, response: Response, bound: number, over?: AbortSignal): Promise<Answer> {
  return { ...head, ...(await collect(response.body ?? [], bound, over)) };
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Pieces that are held one by one: a body in single bytes would take a hundred times its length. */
const MOST_PIECES = 16_384;
/** Pieces between two turns of the event loop: one whose pieces are always there would let no deadline come (D-8). */
const PIECES_A_TURN = 1_024;

/** A body up to its end, its break or its bound. */
async function collect(source: Chunks, bound: number, over?: AbortSignal): Promise<Pick<Answer, 'body' | 'end'>> {
  let chunks: Uint8Array[] = [];
  let left = bound;
  let end: Answer['end'] = 'whole';
  let pieces = 0;
  try {
    for await (const chunk of withoutWaiting(source)) {
      pieces += 1;
      if (pieces % PIECES_A_TURN === 0) await yieldToEventLoop();
      over?.throwIfAborted();
      if (chunk.byteLength === 0) continue;
      if (chunk.byteLength > left) end = 'too_long';
      if (chunks.length === MOST_PIECES) chunks = [Buffer.concat(chunks)];
      chunks.push(chunk.subarray(0, left));
      left -= chunk.byteLength;
      if (end === 'too_long') break;
    }
  } catch {
    end = 'broken'; // The connection broke in mid-body, or a host's fetch has a body that cannot be read.
  }
  return { body: Buffer.concat(chunks).toString('utf8'), end };
}

/** A stream whose giving up is not waited for: one that hangs as it is given up must not hold the answer. */
function withoutWaiting(source: Chunks): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
      return {
        next: async () => chunks.next(),
        return: async () => {
          void (async () => chunks.return?.())().catch(() => undefined);
          return { done: true, value: undefined };
        },
      };
    },
  };
}
