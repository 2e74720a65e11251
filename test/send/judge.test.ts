import { describe, expect, it } from '@jest/globals';
import type { Answer, Exchange } from '../../connector/send/answer.ts';
import { type BatchAnswer, readBatchAnswer, wordlessAnswer } from '../../connector/send/batch-answer.ts';
import { judge, type Question } from '../../connector/send/judge.ts';
import { readRefusal } from '../../connector/send/whose-answer.ts';

const NOW = Date.UTC(2030, 0, 1);
const answer = (status: number, body = '', more: Partial<Answer> = {}): Answer => ({
  kind: 'answer',
  status,
  retryAfter: null,
  date: null,
  requestId: undefined,
  body,
  end: 'whole',
  ...more,
});

const confirm = () => Promise.reject(new Error('A judge asks nobody.'));
const BATCH: Question<BatchAnswer> = {
  about: 'batch',
  read: readBatchAnswer,
  wordless: wordlessAnswer,
  confirm,
};
const SEGMENT: Question<unknown> = { about: 'segment', read: (json) => json, confirm };
const IMPORT: Question<unknown> = { about: 'import', read: (json) => json };

const ENVELOPE = JSON.stringify({
  request_id: 'r-1',
  error: { status: 'X', code: 4000, message: 'Segment "a" is no good.', cause: 'Because of 12.', docs: '' },
});
const CAMEL = JSON.stringify({ requestId: 'r-2', error: { code: 4000, message: 'No.' } });
const judged = (exchange: Exchange, question: Question<unknown> = BATCH) => judge(exchange, question, NOW);

describe('what is tried again', () => {
  it.each<[number, string, string, string]>([
    [408, 'timeout', 'exhausted', 'maybe'],
    [425, 'service_unavailable', 'exhausted', 'none'],
    [429, 'rate_limited', 'exhausted', 'none'],
    [500, 'service_unavailable', 'failing', 'maybe'],
    [502, 'service_unavailable', 'failing', 'maybe'],
    [503, 'service_unavailable', 'failing', 'maybe'],
    [504, 'timeout', 'exhausted', 'running'],
    [507, 'service_unavailable', 'failing', 'maybe'],
    [520, 'service_unavailable', 'failing', 'maybe'],
    [522, 'service_unavailable', 'failing', 'maybe'],
    [524, 'timeout', 'exhausted', 'running'],
    [529, 'service_unavailable', 'failing', 'maybe'],
    [599, 'service_unavailable', 'failing', 'maybe'],
  ])('D-2, T-4: a %i, told as %s, which stays %s and may have left its operation %s', (status, code, kind, trail) => {
    expect(judged(answer(status, '<html>'))).toMatchObject({ kind: 'retry', spent: { kind, error: { code } }, trail });
  });

  it('D-5: a 413 is final: the batch is too large, and was not let in', () => {
    expect(judged(answer(413))).toMatchObject({
      kind: 'final',
      finding: { kind: 'too_large', error: { code: 'payload_too_large', httpStatus: 413 } },
      trail: 'none',
    });
  });

  it('D-9: a refusal without words is told by its status', () => {
    expect(judged(answer(503))).toMatchObject({ spent: { error: { message: 'Permutive answered 503: HTTP 503.' } } });
  });

  it('D-3: a 500 that carries Retry-After is a failure all the same, and waited for', () => {
    const told = judged(answer(500, '', { retryAfter: '7' }));
    expect(told).toMatchObject({ waitMs: 7_000, spent: { kind: 'failing', error: { code: 'service_unavailable' } } });
  });

  it('D-2: nor a status of Permutive’s own that has no meaning here', () => {
    expect(judged(answer(418, ENVELOPE))).toMatchObject({ kind: 'final', finding: { kind: 'unexpected' } });
  });

  it.each([501, 505])('D-2: not a %i', (status) => {
    expect(judged(answer(status))).toMatchObject({ kind: 'final', finding: { kind: 'unexpected' }, trail: 'maybe' });
  });

  it.each<[Extract<Exchange, { kind: 'no_answer' }>['reason'], string, string, object]>([
    ['network', 'retry', 'lost', { spent: { kind: 'exhausted', error: { code: 'network_error' } } }],
    ['deadline', 'retry', 'running', { spent: { kind: 'exhausted', error: { code: 'timeout' } }, slow: true }],
    ['not_connected', 'retry', 'none', { spent: { kind: 'exhausted', error: { code: 'network_error' } } }],
    ['certificate', 'final', 'none', { finding: { kind: 'unexpected', error: { code: 'network_error' } } }],
    ['cancelled', 'final', 'lost', { finding: { kind: 'cancelled' } }],
  ])('D-2, T-4: no answer (%s) is %s, trail %s', (reason, kind, trail, more) => {
    expect(judged({ kind: 'no_answer', reason, message: 'why' })).toMatchObject({ kind, trail, ...more });
  });

  it.each<[string, Answer]>([
    ['broke off', answer(200, '{"items":[', { end: 'broken' })],
    ['broke off where it could have ended', answer(200, '{"items":[]}', { end: 'broken' })],
    ['is no JSON', answer(200, '<html>')],
    ['is no object', answer(201, '[]')],
    ['has items that are no list', answer(200, '{"items":{"length":3}}')],
    ['is a hostile structure', answer(200, `{"items":[${'{},'.repeat(600_000)}{}]}`)],
  ])('D-2, X-4: a 2xx whose body %s', (_what, told) => {
    expect(judged(told)).toMatchObject({ kind: 'retry', spent: { kind: 'exhausted' }, trail: 'lost' });
  });

  it.each([400, 401, 403, 404, 409, 422, 418])('D-3, D-6: a %i that carries Retry-After is a wait first', (status) => {
    const told = judged(answer(status, ENVELOPE, { retryAfter: '7' }));
    expect(told).toMatchObject({ kind: 'retry', waitMs: 7_000, spent: { error: { code: 'rate_limited' } } });
  });

  it.each([
    [429, ENVELOPE, 'none'],
    [401, ENVELOPE, 'none'],
    [403, ENVELOPE, 'none'],
    [404, ENVELOPE, 'none'],
    [400, ENVELOPE, 'maybe'],
    [409, ENVELOPE, 'maybe'],
    [422, ENVELOPE, 'maybe'],
    [403, '<html>Blocked.</html>', 'maybe'],
  ])('T-4, D-3: a %i that asks to wait (%j) leaves the trail %s', (status, body, trail) => {
    expect(judged(answer(status, body, { retryAfter: '7' }))).toMatchObject({ kind: 'retry', trail });
  });

  it('D-3: only a 429’s window holds for every import of the key', () => {
    expect(judged(answer(429, '', { retryAfter: '7' }))).toMatchObject({ ofKey: true });
    expect(judged(answer(503, '', { retryAfter: '7' }))).not.toHaveProperty('ofKey');
  });
});

describe('a 2xx to a batch', () => {
  it.each([202, 204, 205, 207])('T-3: a %i without words is no failure, and is not tried again', (status) => {
    expect(judged(answer(status))).toMatchObject({
      finding: { kind: 'success', answer: { status, body: 'empty', items: undefined } },
    });
  });

  it('X-4: one longer than is read proves nothing, and is told so', () => {
    const told = judged(answer(200, '{"items":[', { end: 'too_long' }));
    expect(told).toMatchObject({ finding: { kind: 'success', answer: { body: 'too_long' } } });
  });

  it('X-4: one longer than is read, where it is needed, is not asked for again', () => {
    const told = judged(answer(200, '{}', { end: 'too_long' }), SEGMENT);
    expect(told).toMatchObject({
      kind: 'final',
      finding: { kind: 'unexpected', error: { httpStatus: 200 } },
      trail: 'lost',
    });
    expect(JSON.stringify(told)).toContain('its answer is longer than any that is read.');
    expect(JSON.stringify(judged(answer(200, '<'), SEGMENT))).toContain('its answer cannot be read.');
  });

  it.each<[string, object, object[]]>([
    ['a list of them', { errors: [{ code: 'a', message: 'Too dear.' }] }, [{ code: 'a', message: 'Too dear.' }]],
    ['positions', { errors: [{ index: 3, error: { message: 'No.' } }] }, [{ index: 3, message: 'No.' }]],
    ['the envelope', { request_id: 'r9', error: { code: 1, message: 'Suspended.' } }, [{ message: 'Suspended.' }]],
    ['a text', { errors: 'all wrong' }, [{ message: 'all wrong' }]],
    ['none', { errors: [], error: null }, []],
    ['an empty one', { error: {} }, []],
  ])('T-3: errors inside it are told: %s', (_form, body, errors) => {
    const told = judged(answer(200, JSON.stringify({ items: [], ...body })));
    expect(told).toMatchObject({ finding: { kind: 'success', answer: { errors } } });
  });
});

describe('whose answer it is', () => {
  it.each<[string, number, string]>([
    ['the envelope', 422, ENVELOPE],
    ['the envelope in the other spelling', 409, CAMEL],
    ['the Taxonomy API’s plain text', 400, 'Invalid value for: body'],
  ])('D-9: %s is Permutive’s own', (_form, status, body) => {
    expect(judged(answer(status, body))).toMatchObject({ kind: 'final', finding: { kind: 'refused', status } });
  });

  it.each<[string, number, string]>([
    ['a firewall’s page', 403, '<!DOCTYPE html><title>Attention Required!</title><body>Blocked'],
    ['an ingress’s words', 404, 'default backend - 404'],
    ['a gateway’s JSON', 401, '{"message":"Forbidden"}'],
    ['another service’s envelope', 409, '{"error":{"code":409,"status":"X","message":"No."}}'],
    ['nothing', 400, ''],
    ['plain text of another status', 409, 'Invalid value for: body'],
    ['problem+json', 422, '{"type":"about:blank","title":"Teapot","detail":"Short and stout."}'],
  ])(
    'D-9: %s is somebody else’s: tried again, and then it says nothing of key, import or row',
    (_form, status, body) => {
      expect(judged(answer(status, body))).toMatchObject({
        kind: 'retry',
        spent: { kind: 'foreign', status },
        trail: 'maybe',
      });
    },
  );

  it('X-4: a page of nothing but beginnings of titles is read in linear time', () => {
    // What takes the square of it would run for minutes.
    expect(readRefusal(503, `<html>${'<title'.repeat(150_000)}`, undefined).words).toBe('a page of HTML');
  });

  it('D-9: of a page only its title is repeated, and problem+json is read for its words', () => {
    const told = (body: string) => JSON.stringify(judged(answer(403, body)));
    expect(told('<html><head><title>Attention Required!</title></head><body>x</body></html>')).toContain('Attention');
    expect(told('<html><head><title>Attention Required!</title></head><body>x</body></html>')).not.toContain('<');
    expect(told('{"title":"Teapot","detail":"Short and stout."}')).toContain('Teapot Short and stout.');
  });

  it('X-2: of the words of an answer 500 characters are repeated', () => {
    const body = JSON.stringify({ error: { status: 'X', code: 1, message: 'x'.repeat(600) } });
    expect(judged(answer(422, body))).toMatchObject({
      spent: { error: { message: expect.stringMatching(/[^x]x{500}$/) } },
    });
  });

  it('D-9: the id of the request comes from the body, else from the headers', () => {
    const error = (body: string) => judged(answer(422, body, { requestId: 'header' }));
    expect(error(ENVELOPE)).toMatchObject({ finding: { error: { requestId: 'r-1' } } });
    expect(error('Bad')).toMatchObject({ spent: { error: { requestId: 'header' } } });
  });

  it.each([
    [401, 'authentication_failed'],
    [403, 'insufficient_permissions'],
    [404, 'import_not_found'],
  ])('D-6: Permutive’s own %i waits for a look at the import, and is told as %s', (status, code) => {
    for (const question of [BATCH, IMPORT])
      expect(judged(answer(status, ENVELOPE), question)).toMatchObject({ kind: 'denial', status, error: { code } });
  });

  it('T-4: absence of a segment is Permutive’s own 404; anybody else’s comes back at once, as that', () => {
    expect(judged(answer(404, ENVELOPE), SEGMENT)).toMatchObject({
      finding: { kind: 'not_found', error: { code: 'rejected_by_permutive' } },
    });
    expect(judged(answer(404, 'default backend - 404'), SEGMENT)).toMatchObject({ finding: { kind: 'foreign' } });
  });

  it('T-6: a refusal is told with its words whole, and by a kind that leaves out quoted values and numbers', () => {
    expect(judged(answer(422, ENVELOPE))).toMatchObject({
      finding: {
        body: 'Segment "a" is no good. Because of 12.',
        signature: '422 4000 Segment * is no good. Because of #.',
      },
    });
  });

  it.each([0, 300, 302, 307, 308, 399])('D-7: a %i is a redirect, which nobody acted on', (status) => {
    const told = judged(answer(status));
    expect(told).toMatchObject({ finding: { kind: 'unexpected', error: { httpStatus: status } }, trail: 'none' });
    expect(JSON.stringify(told)).toContain('answered with a redirect, which is refused');
  });

  it.each([100, 199, 600, Number.NaN])('T-2: a status of %d proves nothing', (status) => {
    const told = judged(answer(status));
    expect(told).toMatchObject({ finding: { kind: 'unexpected' }, trail: 'lost' });
    expect(JSON.stringify(told)).toContain(`Permutive answered ${status}, which is no answer to this.`);
  });

  it('X-2: control characters in an answer are taken out of what is told', () => {
    expect(JSON.stringify(judged(answer(403, 'a\u001b[31mb\u0007')))).not.toMatch(/\\u001b|\\u0007/);
  });
});
