import type { ErrorCode } from '../../../spec/host/errors.ts';
import { type Mishap, refusal } from '../../../spec/taxonomy/sandbox/index.ts';

/** What goes wrong with a request, and what rows may fail with when it does not stop. */
export interface MatrixFault {
  readonly do: Mishap;
  readonly codes: readonly ErrorCode[];
  /**
   * Against an empty import that knows no conflict: a readable 200 in place of a refusal is a plain lie about a group of deletions,
   * which T-3 allows to believe.
   */
  readonly clean?: boolean;
  /** Costs its batch, or the run, also when it strikes once: it is not tried again, or told with a reason. */
  readonly costs?: boolean;
}

const answer = (status: number, headers: Record<string, string> = {}, body = '', apply = false): Mishap => ({
  kind: 'answer',
  status,
  headers,
  body,
  apply,
});
const JSON_TYPE = { 'content-type': 'application/json' };
const ok = (body: unknown, apply = true, status = 200): Mishap =>
  answer(status, JSON_TYPE, typeof body === 'string' ? body : JSON.stringify(body), apply);
const own = (status: number, message?: string, headers?: Record<string, string>): Mishap =>
  refusal(status, message, headers);
const gateway = (status: number, apply = false): Mishap => ({ kind: 'gateway', status, apply });
const plain = (body: string): Mishap => answer(400, { 'content-type': 'text/plain; charset=UTF-8' }, body);
const inSeconds = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds)).toUTCString();
const limited = (retryAfter?: string): MatrixFault => ({
  do: own(429, 'Too many requests.', retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  codes: ['rate_limited'],
});

const LOST: readonly ErrorCode[] = ['network_error'];
const SLOW: readonly ErrorCode[] = ['timeout', 'service_unavailable'];
const DOWN: readonly ErrorCode[] = ['service_unavailable', 'unprocessable'];
const ODD: readonly ErrorCode[] = ['unexpected_response'];
const REFUSED: readonly ErrorCode[] = ['rejected_by_permutive', 'not_isolated', 'duplicate_segment_code'];

export const FAULTS: Readonly<Record<string, MatrixFault>> = {
  // The connection.
  'reset before applying': { do: { kind: 'reset', when: 'before' }, codes: LOST },
  'reset in mid-upload': { do: { kind: 'reset', when: 'midway' }, codes: LOST },
  'reset after applying': { do: { kind: 'reset', when: 'after' }, codes: LOST },
  'headers that never come': { do: { kind: 'stall', when: 'headers' }, codes: SLOW },
  'headers that never come, after applying': { do: { kind: 'stall', when: 'headers', apply: true }, codes: SLOW },
  'a body that stalls': { do: { kind: 'stall', when: 'body' }, codes: SLOW },
  'a body that stalls, after applying': { do: { kind: 'stall', when: 'body', apply: true }, codes: SLOW },
  'a body that trickles': { do: { kind: 'trickle', bytesPerTick: 1, tickMs: 9_000, apply: true }, codes: SLOW },
  'a body that trickles in time': { do: { kind: 'trickle', bytesPerTick: 400, tickMs: 1 }, codes: [] },
  'an answer that is late': { do: { kind: 'latency', ms: 8_000 }, codes: [] },
  'a truncated 200': { do: { kind: 'truncate', apply: true }, codes: ODD },
  'a truncated 200, nothing applied': { do: { kind: 'truncate', apply: false }, codes: ODD },

  // Limits.
  '429 with seconds': limited('7'),
  '429 with a fraction of seconds': limited('1.5'),
  '429 with a date': limited(inSeconds(20)),
  '429 with a date that is past': limited(inSeconds(-9e8)),
  '429 with junk': limited('in a while'),
  '429 with a negative number': limited('-30'),
  '429 with several': limited('3, 9'),
  '429 with infinity': limited('1e999'),
  '429 with 0': limited('0'),
  '429 with nothing': limited(),
  '429 that closes the door for an hour': { ...limited('3600'), costs: true },
  '429 of a gateway': { do: gateway(429), codes: ['rate_limited'] },
  '503 with seconds': { do: own(503, 'Down.', { 'retry-after': '3' }), codes: DOWN },
  '503 with a date': { do: own(503, 'Down.', { 'retry-after': inSeconds(30) }), codes: DOWN },
  '409 with seconds': { do: own(409, 'Busy.', { 'retry-after': '4' }), codes: [...REFUSED, 'rate_limited', ...ODD] },
  '409 with seconds, after applying': {
    do: { ...own(409, 'Busy.', { 'retry-after': '4' }), apply: true } as Mishap, // As the 500 below: an answer.
    codes: [...REFUSED, 'rate_limited', ...ODD],
  },
  '403 with seconds': {
    do: own(403, 'Busy.', { 'retry-after': '4' }),
    codes: ['rate_limited', 'insufficient_permissions', ...ODD],
    costs: true,
  },

  // The server fails.
  '500': { do: own(500), codes: DOWN },
  '500 after applying': { do: { ...own(500), apply: true } as Mishap, codes: DOWN },
  '500 without a word': { do: answer(500), codes: DOWN },
  '502 of a gateway, after applying': { do: gateway(502, true), codes: DOWN },
  '503': { do: own(503), codes: DOWN },
  '504': { do: gateway(504), codes: SLOW },
  '504 after applying': { do: gateway(504, true), codes: SLOW },
  '507': { do: answer(507), codes: DOWN },
  '511 of a portal': { do: gateway(511), codes: [...DOWN, ...ODD] },
  '520': { do: gateway(520), codes: DOWN },
  '522': { do: gateway(522), codes: DOWN },
  '524 after applying': { do: gateway(524, true), codes: SLOW },
  '408': { do: answer(408), codes: [...SLOW, 'network_error', ...ODD] },
  '425': { do: answer(425), codes: [...DOWN, ...ODD, 'rate_limited'] },
  '501': { do: answer(501), costs: true, codes: [...DOWN, ...ODD] },
  '505': { do: answer(505), costs: true, codes: [...DOWN, ...ODD] },

  // Somebody else answers.
  '400 that says nothing': { do: answer(400), codes: ODD },
  '400 that says nothing, after applying': { do: answer(400, {}, 'Bad Request', true), codes: ODD },
  "401 of a gateway's log-in": { do: gateway(401), codes: ODD },
  '403 of a firewall': { do: gateway(403), codes: ['blocked', 'not_isolated', ...ODD] },
  '404 of an ingress': { do: gateway(404), codes: ODD },
  '409 of a cache': { do: gateway(409), codes: ODD },
  '418': { do: answer(418, {}, 'I am a teapot'), codes: ODD },
  '200 of a portal': { do: gateway(200), codes: ODD },
  '301 to elsewhere': { do: answer(301, { location: 'https://example.com/' }), costs: true, codes: ODD },
  '307 to elsewhere': { do: answer(307, { location: 'https://example.com/' }), costs: true, codes: ODD },
  '304': { do: answer(304), costs: true, codes: ODD },

  // Permutive refuses.
  'its own 400': { do: plain('Invalid value for: body'), codes: REFUSED },
  'its own 400 that names the first': {
    do: plain("Invalid value for: body (Invalid value at 'operations[0].data.name')"),
    codes: REFUSED,
  },
  'its own 422': { do: own(422, 'The request is not valid.'), codes: REFUSED },
  'its own 409 although nothing is there': { do: own(409, 'The resource already exists.'), codes: REFUSED },
  'its own 404 although all is there': { do: own(404, 'The resource does not exist.'), codes: REFUSED },
  'its own 401': { do: own(401), codes: ODD },
  'its own 403': { do: own(403), codes: ['insufficient_permissions'], costs: true },
  '413': { do: answer(413), codes: ['payload_too_large'] },
  "413 of Permutive's": { do: own(413), codes: ['payload_too_large'] },

  // A 2xx that proves nothing.
  'an empty 200': { do: ok(''), codes: ODD },
  'a 200 of null': { do: ok('null'), codes: ODD },
  'a 200 of []': { do: ok([]), codes: ODD },
  'a 200 of HTML': { do: answer(200, {}, '<!doctype html><p>Hi', true), codes: ODD },
  'a 200 of HTML, nothing applied': { do: answer(200, {}, '<html>'), codes: ODD },
  'a 200 of {}': { clean: true, do: ok({}), codes: ODD },
  'a 200 of {}, nothing applied': { clean: true, do: ok({}, false), codes: ODD },
  'a 200 of no items': { clean: true, do: ok({ items: [] }), codes: ODD },
  'a 200 of no items, nothing applied': { clean: true, do: ok({ items: [] }, false), codes: ODD },
  'a 200 with items that are none': { do: ok({ items: 'all of them' }), codes: ODD },
  'a 200 with items of nonsense': { clean: true, do: ok({ items: [null, 7, 'x', [], { code: 9 }] }), codes: ODD },
  'a 200 with errors, nothing applied': {
    do: ok({ items: [], errors: [{ message: 'Workspace is suspended.' }] }, false),
    costs: true,
    codes: [...REFUSED, ...ODD],
  },
  'a 200 with an error, nothing applied': {
    do: ok({ request_id: 'r', error: { status: 'X', code: 1, message: 'No.', docs: '' } }, false),
    costs: true,
    codes: [...REFUSED, ...ODD],
  },
  'a 202': { do: ok({}, true, 202), codes: ODD },
  'a 202, nothing applied': { do: ok({}, false, 202), codes: ODD },
  'a 204': { do: answer(204, {}, '', true), codes: ODD },
  'a 204, nothing applied': { do: answer(204), codes: ODD },
  'a 205': { do: answer(205, {}, '', true), codes: ODD },
  'a 206': { do: ok({ items: [] }, true, 206), codes: ODD },
  'a 207': { do: ok({ items: [] }, true, 207), codes: ODD },
  'a 207, nothing applied': { do: ok({ items: [] }, false, 207), codes: ODD },
  'a 299': { do: ok({ items: [] }, true, 299), codes: ODD },
};
