import { describe, expect, it } from '@jest/globals';
import connector from '../../connector/index.ts';
import { ANY_DESTINATION } from '../../spec/conformance/catalogue.ts';
import { judge } from '../../spec/conformance/judge.ts';
import { secretsIn } from '../../spec/conformance/settings.ts';
import { sandboxWorld } from '../../spec/conformance/world/sandbox.ts';

const field = (name: string, order: number, more: object = {}) => ({
  [name]: { type: 'string', title: name, description: `The ${name}.`, order, ...more },
});
const secret = { writeOnly: true, format: 'password' };
const form = (properties: object, more: object = { additionalProperties: false }) => ({
  type: 'object' as const,
  properties,
  ...more,
});

/** Settings that take one of two forms: a token, or a client with its secret. */
const settings = (token: object, client: object = form({ ...field('id', 0), ...field('proof', 1, secret) })) => ({
  ...form({
    credentials: { title: 'Credentials', description: 'One of two.', order: 0, oneOf: [form(token), client] },
  }),
});

const verdictOf = async (id: string, config: { type: 'object' }) => {
  const requirement = ANY_DESTINATION.find((one) => one.id === id);
  if (requirement === undefined) throw new Error(`No requirement is called ${id}.`);
  const auth = { ...connector.manifest.auth, field: 'pass' };
  const manifest = { ...connector.manifest, config, auth };
  return judge({ ...connector, manifest }, requirement, { world: sandboxWorld });
};

describe('H-7: settings that take several forms', () => {
  const right = settings(field('pass', 0, secret));

  it.each(['M-3a', 'M-3b', 'M-3c', 'M-3d'])('%s: each form is looked at, and passes where it is right', async (id) => {
    expect(await verdictOf(id, right)).toMatchObject({ verdict: 'pass' });
  });

  it.each([
    ['M-3a', 'a field without a description', settings(field('pass', 0, { ...secret, description: '' }))],
    ['M-3b', 'a key that is not marked as a secret', settings(field('pass', 0))],
    ['M-3c', 'a form that takes anything', settings(field('pass', 0, secret), form(field('proof', 0, secret), {}))],
    [
      'M-3d',
      'an example that breaks its pattern',
      settings(field('pass', 0, { ...secret, pattern: '^a', examples: ['b'] })),
    ],
  ])('%s: %s in one of them is found', async (id, _what, config) => {
    expect(await verdictOf(id, config)).toMatchObject({ verdict: 'fail' });
  });

  it('a secret is known by its schema wherever it stands, and the key by being another one elsewhere', () => {
    const config = { credentials: { pass: 'one', id: 'two' }, name: 'three' };
    expect(secretsIn(right, config, undefined)).toEqual(['one']);
    expect(secretsIn({}, config, { ...config, name: 'four' })).toEqual(['three']);
  });
});
