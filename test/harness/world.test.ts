import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import connector from '../../connector/index.ts';
import { conformance } from '../../spec/conformance/conformance.ts';
import { exitCode } from '../../spec/conformance/report.ts';
import { sandboxWorld } from '../../spec/conformance/world/sandbox.ts';
import type { World } from '../../spec/conformance/world/world.ts';

const never = () => new Promise<never>(() => undefined);

/** The sandbox as a world, one part of it wrong. */
const wrong =
  (part: (right: World) => Partial<World>): (() => World) =>
  () => {
    const right = sandboxWorld();
    return { ...right, ...part(right) };
  };

const one = sandboxWorld();

/** Ways to be wrong, the check that tells it, and what is told. */
const WRONG: readonly (readonly [what: string, () => World, id: string, why: RegExp])[] = [
  ['never ends', wrong(() => ({ stop: never })), 'H-3a', /stop\(\) did not end within 5000 ms/],
  [
    'makes every row the same',
    wrong(({ row }) => ({ row: (_n, wish) => row(0, wish) })),
    'H-3b',
    /Different keys among c0, c0, c0: wanted 3, saw 1/,
  ],
  [
    'does not show what is seeded',
    wrong(() => ({ seed: () => undefined })),
    'H-3c',
    /state\(\) after seed\(\): wanted .*, saw \[\]/,
  ],
  [
    'lets nothing go wrong',
    wrong(() => ({ inject: () => undefined })),
    'H-3d',
    /The status of an injected answer: wanted 418/,
  ],
  ['logs nothing', wrong(() => ({ log: () => [] })), 'H-3e', /Requests in log\(\) after two: wanted 2, saw 0/],
  [
    'reads no request',
    wrong(() => ({ read: () => ({ kind: 'other' }) })),
    'H-3f',
    /no operation read by read\(\) asked for: wanted \[\], saw/,
  ],
  [
    'does not tell what is applied',
    wrong(() => ({ applied: () => [] })),
    'H-3g',
    /The keys in state\(\), by what applied\(\) tells: wanted \[\]/,
  ],
  [
    'has one container for two',
    wrong(({ second, state }) => ({ second: { ...second, state } })),
    'H-3h',
    /second\.state\(\) after seed\(\) of the first: wanted \[\]/,
  ],
  ['is the same one each time', () => one, 'H-3i', /The same world was made twice/],
  [
    'keeps what another was given',
    wrong(() => ({ seed: one.seed, state: one.state })),
    'H-3i',
    /state\(\) of another world after seed\(\) of this one: wanted \[\]/,
  ],
  [
    'has the address and the key of another',
    wrong(() => ({ baseUrl: one.baseUrl, config: one.config })),
    'H-3i',
    /baseUrl and config: wanted other ones for another world/,
  ],
];

describe('H-3: a world is tried before the connector', () => {
  it.each(WRONG)('one that %s is told as such, and nothing is said of the connector', async (_what, world, id, why) => {
    const findings = await conformance(connector, { world, only: 'M-1' });
    const faults = findings.filter(({ verdict }) => verdict === 'world at fault');
    expect(faults.find((fault) => fault.id === id)).toMatchObject({ why: expect.stringMatching(why) });
    expect(findings.filter(({ group }) => group !== 'world')).toEqual([]);
    expect(exitCode(findings)).toBe(2);
  });

  it('one that throws in the middle of a trial is told as the world’s fault', async () => {
    const world = wrong(() => ({
      refusal: () => {
        throw new Error('Out of refusals.');
      },
    }));
    const findings = await conformance(connector, { world, only: 'T-11a' });
    expect(findings.at(-1)).toMatchObject({
      id: 'T-11a',
      verdict: 'world at fault',
      why: 'refusal() of the world threw: Out of refusals.',
    });
    expect(exitCode(findings)).toBe(2);
  });
});

describe('H-3: what a world cannot mean', () => {
  it('an excuse from a requirement that does not exist is told as the world’s fault', async () => {
    const findings = await conformance(connector, {
      world: wrong(() => ({ without: { 'T-1z': 'No.' } })),
      only: 'M-1',
    });
    expect(findings.find(({ id }) => id === 'H-3a')).toMatchObject({
      verdict: 'world at fault',
      why: 'Ids in `without` that no requirement has: wanted [], saw ["T-1z"].',
    });
  });
});

describe('H-4: what does not apply is told as that, with the reason', () => {
  const verdictOf = async (world: () => World, id: string, manifest = connector.manifest) =>
    (await conformance({ ...connector, manifest }, { world, only: id })).find((finding) => finding.id === id);

  it('where the world’s author says so', async () => {
    const without = { 'D-5a': 'It takes batches of any size.' };
    const verdict = { verdict: 'not applicable', why: 'It takes batches of any size.' };
    expect(
      await verdictOf(
        wrong(() => ({ without })),
        'D-5a',
      ),
    ).toMatchObject(verdict);
    expect(
      await verdictOf(
        wrong(() => ({ without })),
        'D-5b',
      ),
    ).toMatchObject({ verdict: 'pass' });
  });

  it('where the world has no such thing', async () => {
    const alone = () => {
      const { second: _second, ...single } = sandboxWorld();
      return single;
    };
    expect(await verdictOf(alone, 'T-8e')).toMatchObject({
      verdict: 'not applicable',
      why: 'The world has no `second`.',
    });
  });

  it('where the manifest does not offer it', async () => {
    const { manifest } = connector;
    const capabilities = {
      ...manifest.capabilities,
      dryRun: false,
      audienceModes: manifest.capabilities.audienceModes.slice(1),
    };
    const less = { ...manifest, capabilities };
    expect(await verdictOf(sandboxWorld, 'P-7a', less)).toMatchObject({
      why: "The manifest's capabilities say no dryRun.",
    });
    expect(await verdictOf(sandboxWorld, 'P-1 add/added', less)).toMatchObject({
      verdict: 'not applicable',
      why: 'The manifest does not offer add mode.',
    });
  });
});

/** The sandbox as a world that the platform's own transport reaches. */
function served(): World {
  const { fetch: carry = fetch, baseUrl: inside, ...world } = sandboxWorld();
  const { origin, pathname } = new URL(inside);
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '' } = request;
    const body = method === 'GET' ? undefined : await text(request);
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    try {
      const answer = await carry(`${origin}${url}`, { method, headers, ...(body !== undefined && { body }) });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    } catch {
      response.destroy(); // A reset that was injected.
    }
  });
  return {
    ...world,
    get baseUrl() {
      const address = server.address();
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${pathname}`;
    },
    async start() {
      await once(server.listen(0, '127.0.0.1'), 'listening');
    },
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('H-6: what the service received is compared with what the host’s transport carried', () => {
  const finding = async (tried: typeof connector) => (await conformance(tried, { world: served, only: 'H-6a' })).at(-1);

  it('a connector that goes round the transport is caught', async () => {
    const write: typeof connector.write = (request, context) => connector.write(request, { ...context, fetch });
    expect(await finding({ ...connector, write })).toMatchObject({
      id: 'H-6a',
      verdict: 'fail',
      why: 'No request was seen, though 6 of 6 rows were told as sent.',
    });
  });

  it('so is one that goes round it with some requests', async () => {
    const check: typeof connector.check = (request, context) => connector.check(request, { ...context, fetch });
    expect(await finding({ ...connector, check })).toMatchObject({
      id: 'H-6a',
      verdict: 'fail',
      why: expect.stringMatching(/how many the service received: wanted \[true,1\], saw \[true,\d\]/),
    });
  });

  it('and one that does not passes', async () => {
    expect(await finding(connector)).toMatchObject({ id: 'H-6a', verdict: 'pass' });
  });
});
