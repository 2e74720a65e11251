import { describe, expect, it } from '@jest/globals';
import connector from '../../connector/index.ts';
import { ANY_DESTINATION } from '../../spec/conformance/catalogue.ts';
import { judge } from '../../spec/conformance/judge.ts';
import { requiredIn, secretsIn } from '../../spec/conformance/settings.ts';
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

/** The connector with its settings one level down, in the one of two forms that has them; what it says of their fields is changed by `told`. */
function nested(told: (field: string) => string) {
  const config = connector.manifest.config as { type: 'object'; properties: object; required: string[] }; // The settings' own schema.
  const account = {
    oneOf: [
      form({ kind: { const: 'none' } }, { required: ['kind'] }),
      {
        ...config,
        properties: { ...config.properties, kind: { const: 'key' } },
        required: [...config.required, 'kind'],
      },
    ],
  };
  const check: typeof connector.check = async ({ config: given, ...request }, context) => {
    const { account: inner } = Object(given) as { account?: object };
    if (inner === undefined)
      return {
        ...(await connector.check({ ...request, config: {} }, context)),
        fieldErrors: [{ field: 'account', message: 'It is missing.' }],
      };
    const { kind: _kind, ...plain } = Object(inner) as { kind?: string };
    const result = await connector.check({ ...request, config: plain }, context);
    return {
      ...result,
      fieldErrors: result.fieldErrors.map(({ field: name, message }) => ({ field: told(name), message })),
    };
  };
  return {
    connector: {
      ...connector,
      manifest: { ...connector.manifest, config: form({ account }, { required: ['account'] }) },
      check,
    },
    world: () => {
      const right = sandboxWorld();
      return { ...right, config: { account: { kind: 'key', ...right.config } } };
    },
  };
}

const verdictOf = async (id: string, config: { type: 'object' }) => {
  const requirement = ANY_DESTINATION.find((one) => one.id === id);
  if (requirement === undefined) throw new Error(`No requirement is called ${id}.`);
  const auth = { ...connector.manifest.auth, field: 'pass' };
  const manifest = { ...connector.manifest, config, auth };
  return judge({ ...connector, manifest }, requirement, { world: sandboxWorld });
};

describe('C-2: settings that stand one level down, in a choice between forms', () => {
  const found = async (told: (field: string) => string) => {
    const { connector: tried, world } = nested(told);
    const requirements = ANY_DESTINATION.filter(({ id }) => ['C-2a', 'C-2c'].includes(id));
    const findings = await Promise.all(requirements.map((requirement) => judge(tried, requirement, { world })));
    return findings.map(({ id, verdict, ...finding }) => [id, verdict, 'why' in finding ? finding.why : '']);
  };

  it.each<[how: string, told: (field: string) => string]>([
    ['their path with dots', (field) => `account.${field}`],
    ['their path with slashes', (field) => `/account/${field}`],
  ])('are named by %s', async (_how, told) => {
    expect(await found(told)).toEqual([
      ['C-2a', 'pass', ''],
      ['C-2c', 'pass', ''],
    ]);
  });

  it('are missed where they are called otherwise', async () => {
    expect(await found((field) => field)).toEqual([
      ['C-2a', 'fail', 'The fields named without account.importId: wanted ["account.importId"], saw ["importId"].'],
      ['C-2c', 'fail', 'The fields named: wanted ["account.apiKey","account.importId"], saw ["apiKey","importId"].'],
    ]);
  });

  it('are those of the form that is taken, and not what tells it', () => {
    const { connector: tried, world } = nested((field) => field);
    expect(requiredIn(tried.manifest.config, world().config).map(({ names }) => names)).toEqual([
      ['account'],
      ['account.importId', 'account'],
      ['account.apiKey', 'account'],
    ]);
    expect(requiredIn(tried.manifest.config, { account: { kind: 'none' } }).map(({ names }) => names)).toEqual([
      ['account'],
    ]);
  });
});

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
