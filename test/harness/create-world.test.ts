import { describe, expect, it } from '@jest/globals';
import {
  type Answer,
  createWorld,
  type Mishap,
  type Service,
  type ServiceRequest,
} from '../../spec/conformance/index.ts';
import type { DestinationRow } from '../../spec/destination/row.ts';

interface Shelf extends DestinationRow {
  book: string;
}

/** A service of two routes: `POST /books` puts the titles in its body, one a line; `GET /books` lists them. */
function handle({ method, headers, body }: ServiceRequest, service: Service): Answer {
  const shelf = service.container(headers.get('shelf') ?? 'mine');
  if (shelf === undefined) return { status: 404, body: '{}' };
  const became = method === 'POST' ? body.split('\n').map((key) => shelf.put({ key })) : shelf.all();
  return { status: 200, body: JSON.stringify(became) };
}

const library = () =>
  createWorld<Shelf>({
    catalogue: 'any destination',
    config: {},
    keys: {},
    container: 'mine',
    second: { container: 'yours' },
    switches: { upsert: 'native', answers: 'items', refuses: 'items', listing: true },
    codes: { refused: 'refused', missingKey: 'missing' },
    reporter: 'library',
    invalidKeys: [],
    row: (n, { key = `book ${n}` } = {}) => ({ rowId: '', book: key }),
    thing: ({ book }) => ({ key: book }),
    read: ({ method, body }) =>
      method === 'GET'
        ? { kind: 'list' }
        : { kind: 'batch', operations: body.split('\n').map((key) => ({ verb: 'put', key, fields: {} })) },
    answer: () => ({ status: 200 }),
    refusal: (status) => ({ status }),
    handle,
  });
type Library = ReturnType<typeof library>;

const send = ({ baseUrl, fetch }: Library, books: string, init: RequestInit = {}): Promise<Response> => {
  if (fetch === undefined) throw new Error('The world has no transport.');
  return fetch(`${baseUrl}/books`, { method: 'POST', body: books, ...init });
};
const titles = (world: Library): string[] => world.state().map(({ key }) => key);
const befall = (world: Library, mishap: Mishap): void => world.inject({ on: { kind: 'batch' }, nth: 1, do: mishap });

describe('a world that is made of routes', () => {
  it('H-2: answers by them, and keeps what they put', async () => {
    const world = library();
    const answer = await send(world, 'Emma\nMiddlemarch');
    expect([answer.status, await answer.json()]).toEqual([200, ['created', 'created']]);
    expect(await (await send(world, 'Emma')).json()).toEqual(['unchanged']);
    expect(titles(world)).toEqual(['Emma', 'Middlemarch']);
  });

  it('H-2: seeds and refuses, and forgets both', async () => {
    const world = library();
    world.seed([{ key: 'Emma', name: 'Austen' }]);
    world.refuse(['Ulysses']);
    expect(await (await send(world, 'Emma\nUlysses')).json()).toEqual(['unchanged', 'refused']);
    expect(world.state()).toEqual([{ key: 'Emma', name: 'Austen' }]);
    world.reset();
    expect([world.state(), world.log(), world.applied()]).toEqual([[], [], []]);
    expect(await (await send(world, 'Ulysses')).json()).toEqual(['created']);
  });

  it('H-2: logs every request, and every change but those that are seeded', async () => {
    const world = library();
    world.seed([{ key: 'Emma' }]);
    await send(world, 'Emma\nUlysses');
    expect(world.log()).toMatchObject([
      { number: 0, method: 'POST', path: '/books', kind: 'batch', operations: 2, status: 200 },
    ]);
    expect(world.applied()).toEqual([{ verb: 'put', key: 'Ulysses' }]);
  });

  it('H-2: keeps its second container apart', async () => {
    const world = library();
    await send(world, 'Emma', { headers: { shelf: 'yours' } });
    expect([titles(world), world.second?.state()]).toEqual([[], [{ key: 'Emma' }]]);
    expect((await send(world, 'Emma', { headers: { shelf: 'nobody' } })).status).toBe(404);
  });

  it('H-2: has an address of its own', () => {
    expect(library().baseUrl).not.toBe(library().baseUrl);
  });
});

describe('what goes wrong with a request', () => {
  const answered: readonly (readonly [string, Mishap, number, string[]])[] = [
    ['another answer', { kind: 'answer', status: 503, body: 'down' }, 503, []],
    ['another answer, applied', { kind: 'answer', status: 503, apply: true }, 503, ['Emma']],
    ['latency', { kind: 'latency', ms: 1 }, 200, ['Emma']],
    ['a status without a body', { kind: 'answer', status: 204 }, 204, []],
  ];
  it.each(answered)('H-2: %s is told, and does what it says', async (_, mishap, status, there) => {
    const world = library();
    befall(world, mishap);
    expect((await send(world, 'Emma')).status).toBe(status);
    expect(titles(world)).toEqual(there);
    expect(world.log()).toMatchObject([{ status, fault: mishap.kind }]);
  });

  it.each([
    ['before', []],
    ['after', ['Emma']],
  ] as const)('H-2: a connection breaks %s the request is carried out, as fetch tells it', async (when, there) => {
    const world = library();
    befall(world, { kind: 'reset', when });
    await expect(send(world, 'Emma')).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } });
    expect(titles(world)).toEqual(there);
    expect(world.log()[0]?.status).toBeUndefined();
  });

  it.each([
    [false, []],
    [true, ['Emma']],
  ] as const)('H-2: headers stall until the caller gives up (applied: %s)', async (apply, there) => {
    const world = library();
    befall(world, { kind: 'stall', when: 'headers', apply });
    const patience = new AbortController();
    const answer = send(world, 'Emma', { signal: patience.signal });
    await new Promise((resolve) => setImmediate(resolve));
    patience.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    expect(titles(world)).toEqual(there);
  });

  it('H-2: a body stalls halfway', async () => {
    const world = library();
    befall(world, { kind: 'stall', when: 'body', apply: true });
    const patience = new AbortController();
    const { body, status } = await send(world, 'Emma', { signal: patience.signal });
    const reader = body?.getReader();
    expect([status, new TextDecoder().decode((await reader?.read())?.value)]).toEqual([200, '["crea']);
    const rest = reader?.read();
    patience.abort(new Error('too late'));
    await expect(rest).rejects.toThrow('too late');
  });

  it('H-2: a request is carried out after the caller has given up, unless the world has stopped', async () => {
    const [world, stopped] = [library(), library()];
    for (const each of [world, stopped]) {
      befall(each, { kind: 'late', ms: 1 });
      await expect(send(each, 'Emma', { signal: AbortSignal.timeout(0) })).rejects.toThrow();
    }
    await stopped.stop();
    while (titles(world).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(titles(stopped)).toEqual([]);
  });

  it('H-2: something else happens first', async () => {
    const world = library();
    befall(world, { kind: 'call', run: () => world.seed([{ key: 'Ulysses' }]) });
    await send(world, 'Emma');
    expect(titles(world)).toEqual(['Ulysses', 'Emma']);
  });

  it('H-2: befalls the nth, every nth or each of the matching requests', async () => {
    const struck = async (fault: { nth?: number[]; every?: number; always?: boolean }): Promise<string> => {
      const world = library();
      world.inject({
        on: { kind: 'batch', test: ({ operations }) => operations === 1 },
        ...fault,
        do: { kind: 'answer', status: 500 },
      });
      for (let n = 0; n < 6; n += 1) {
        await send(world, 'two\nbooks');
        await send(world, 'a book');
      }
      return world
        .log()
        .map(({ status }) => (status === 500 ? 'x' : '.'))
        .join('');
    };
    expect(await struck({ nth: [1, 3] })).toBe('.x...x......');
    expect(await struck({ every: 2 })).toBe('...x...x...x');
    expect(await struck({ always: true })).toBe('.x.x.x.x.x.x');
  });

  it('H-2: of two faults the first that befalls counts, and none is left when they are cleared', async () => {
    const world = library();
    world.inject({ nth: 2, do: { kind: 'answer', status: 500 } });
    world.inject({ always: true, do: { kind: 'answer', status: 503 } });
    const statuses = [(await send(world, 'a')).status, (await send(world, 'b')).status];
    world.clearFaults();
    expect([...statuses, (await send(world, 'c')).status]).toEqual([503, 500, 200]);
  });

  it.each([
    ['manual', 307, 1],
    ['follow', 404, 2],
  ] as const)(
    'D-7: a redirect is handed back or followed to where nobody is, and that is logged (%s)',
    async (redirect, status, requests) => {
      const world = library();
      befall(world, { kind: 'answer', status: 307, headers: { location: 'https://elsewhere.invalid/' } });
      expect((await send(world, 'Emma', { redirect })).status).toBe(status);
      expect(world.log()).toHaveLength(requests);
    },
  );
});
