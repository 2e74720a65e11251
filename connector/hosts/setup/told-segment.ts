import type { RequestEnded } from '../../../spec/host/request-event.ts';
import type { KnownRun } from './known-run.ts';

/** A segment as Permutive told it last, in which exchange. */
export interface ToldSegment {
  readonly request: number;
  /** Whether it was read, as against told by the answer to what was sent. */
  readonly read: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The segment in the newest of the exchanges whose answer is still kept and shows it (U-10). */
export async function toldSegment(
  run: Pick<KnownRun, 'bodies'>,
  code: string,
  exchanges: readonly RequestEnded[],
): Promise<ToldSegment | undefined> {
  for (const { number, method } of [...exchanges].reverse()) {
    const answer = (await run.bodies(number))?.answer;
    const fields = answer === undefined ? undefined : segmentIn(bodyIn(answer), code);
    if (fields !== undefined) return { request: number, read: method === 'GET', fields };
  }
  return undefined;
}

/** The operation that was sent last for a segment, as JSON, with the exchange that carried it; where its body is still kept. */
export async function sentOperation(
  run: Pick<KnownRun, 'bodies'>,
  code: string,
  exchanges: readonly RequestEnded[],
): Promise<{ readonly request: number; readonly json: string } | undefined> {
  for (const { number, method } of [...exchanges].reverse()) {
    const request = method === 'GET' ? undefined : (await run.bodies(number))?.request;
    const operations = request === undefined ? undefined : objectIn(bodyIn(request))?.['operations'];
    if (!Array.isArray(operations)) continue;
    const sent = operations.find(
      (one: unknown) => isObject(one) && (codeOf(one) === code || codeOf(one['data']) === code),
    );
    if (sent !== undefined) return { request: number, json: JSON.stringify(sent, null, 2) };
  }
  return undefined;
}

const bodyIn = (text: string) => text.slice(text.indexOf('\n\n') + 2);
const codeOf = (value: unknown) => (isObject(value) ? value['code'] : undefined);

/** Of an answer that lists segments, or is one. */
function segmentIn(body: string, code: string): ToldSegment['fields'] | undefined {
  const answer = objectIn(body);
  const items = answer?.['items'];
  const found = Array.isArray(items) ? items.find((item: unknown) => isObject(item) && item['code'] === code) : answer;
  return isObject(found) && found['code'] === code ? found : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function objectIn(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // Cut, or none of Permutive's.
  }
}
