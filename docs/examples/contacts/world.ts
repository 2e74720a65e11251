/** What the harness must know of the service to hold a connector for it to the contract. */
import { type AnswerForm, createWorld, type Thing, type World } from 'destination-permutive/conformance';
import type { ContactRow } from './rows.ts';
import { json, refusal, routes, sentIn, TOKENS } from './service.ts';

export default (): World<ContactRow> =>
  createWorld<ContactRow>({
    catalogue: 'any destination',
    config: { token: TOKENS.write },
    target: {},
    keys: { readOnly: { token: TOKENS.read }, unknown: { token: 'token-that-nobody-has' } },
    container: 'one',
    second: { container: 'other', config: { token: TOKENS.other } },
    switches: { upsert: 'native', answers: 'job', refuses: 'items', listing: true },
    without: {
      'D-5a': 'It takes 500 contacts, whatever is in them: no batch of so many is too large.',
      'D-5b': 'It answers before it begins: no batch is too slow for it.',
    },
    codes: { refused: 'refused', missingKey: 'invalid_field', invalidKey: 'invalid_field' },
    reporter: 'contacts',
    invalidKeys: ['nobody', 'two@at@signs', 'white space@contacts.example', 7, {}],
    row: (n, { key = `contact-${n}`, name = `Contact ${n}`, number } = {}) => ({
      rowId: String(n),
      email: `${key.toLowerCase().replace(/[\s@]/g, '_')}@contacts.example`,
      name,
      ...(number !== undefined && { score: number }),
    }),
    thing: ({ email, name, score }) => ({
      key: String(email),
      ...(name !== undefined && { name: String(name) }),
      ...(score !== undefined && { number: Number(score) }),
    }),
    read(request) {
      const { pathname } = request.url;
      if (pathname.startsWith('/jobs/')) return { kind: 'poll' };
      if (pathname === '/contacts/lookup') return { kind: 'read' };
      if (pathname !== '/contacts/bulk') return { kind: 'other' };
      const operations = sentIn(request).contacts.map(({ email, delete: gone, ...fields }) => ({
        ...{ verb: gone ? ('delete' as const) : ('put' as const), key: email, fields },
      }));
      return { kind: 'batch', operations };
    },
    answer: (things, form) => json(200, { results: told(things, form) }),
    refusal,
    handle: routes(),
  });

function told(things: readonly Thing[], form: AnswerForm): object[] {
  const results = things.map(({ key }) => ({ email: key, status: 'created' }));
  switch (form) {
    case 'full':
      return results;
    case 'shuffled':
      return results.reverse();
    case 'short':
      return results.slice(results.length / 2);
    case 'empty':
      return [];
    case 'extra':
      return [{ email: 'stranger@contacts.example', status: 'created' }, ...results];
    case 'errors inside':
      return results.map(({ email }) => ({ email, status: 'refused', message: 'It bounces.' }));
  }
}
