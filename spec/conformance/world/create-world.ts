import { setTimeout as pass } from 'node:timers/promises';
import type { DestinationRow } from '../../destination/row.ts';
import type { Answer, ServiceRequest } from './exchange.ts';
import type { Mishap } from './fault.ts';
import { Faults } from './faults.ts';
import { type Fate, inProcessFetch } from './in-process.ts';
import type { Applied, LoggedRequest } from './log.ts';
import type { ServiceWorld } from './service.ts';
import { Store } from './store.ts';
import type { World } from './world.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Ports that nobody listens on: each world has an address of its own, for runs on one address may take turns (P-5). */
let addresses = 0;

/** A world from the routes of a service: what it keeps, what goes wrong with it and what is logged of it are made here. */
export function createWorld<Row extends DestinationRow>(service: ServiceWorld<Row>): World<Row> {
  const { handle, container, second, ...vocabulary } = service;
  const faults = new Faults();
  const stopped = new AbortController();
  let log: Writable<LoggedRequest>[] = [];
  let applied: Applied[] = [];
  const storeOf = () => new Store((change) => applied.push(change));
  const store = storeOf();
  const other = storeOf();
  const containers = new Map([[container, store]]);
  if (second !== undefined) containers.set(second.container, other);
  addresses = (addresses % 60_000) + 1;
  const baseUrl = `http://127.0.0.1:${addresses}`;

  const note = (request: Omit<LoggedRequest, 'number'>): Writable<LoggedRequest> => {
    const entry = { number: log.length, ...request };
    log.push(entry);
    return entry;
  };

  async function serve(request: ServiceRequest): Promise<Fate> {
    const { kind, operations } = service.read(request);
    const { pathname, search } = request.url;
    const entry = note({ method: request.method, path: `${pathname}${search}`, kind, operations: operations?.length });
    const mishap = faults.befalling(entry);
    entry.fault = mishap?.kind;
    const carryOut = async () => handle(request, { container: (id) => containers.get(id) });
    const fate = await fateOf(mishap, carryOut, stopped.signal);
    if ('answer' in fate) entry.status = fate.answer.status;
    return fate;
  }

  return {
    ...vocabulary,
    ...(second !== undefined && { second: { ...second, state: () => other.all() } }),
    baseUrl,
    fetch: inProcessFetch(serve, (method, path) => void note({ method, path, kind: 'other' })),
    start: () => Promise.resolve(),
    stop() {
      stopped.abort();
      return Promise.resolve();
    },
    seed: (things) => store.seed(things),
    state: () => store.all(),
    refuse: (keys) => store.refuse(keys),
    inject: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    log: () => log,
    applied: () => applied,
    reset() {
      for (const kept of containers.values()) kept.reset();
      faults.clear();
      log = [];
      applied = [];
    },
  };
}

/** Lets a request meet its mishap. */
async function fateOf(
  mishap: Mishap | undefined,
  carryOut: () => Promise<Answer>,
  stopped: AbortSignal,
): Promise<Fate> {
  switch (mishap?.kind) {
    case undefined:
      return { kind: 'answered', answer: await carryOut() };
    case 'answer':
      if (mishap.apply) await carryOut();
      return { kind: 'answered', answer: mishap };
    case 'reset':
      if (mishap.when === 'after') await carryOut();
      return { kind: 'broken' };
    case 'stall': {
      const answer = mishap.apply ? await carryOut() : { status: 200, body: '{}' };
      return mishap.when === 'body' ? { kind: 'begun', answer } : { kind: 'silence' };
    }
    case 'late':
      pass(mishap.ms, undefined, { signal: stopped })
        .then(carryOut)
        .catch(() => undefined); // Stopped before.
      return { kind: 'silence' };
    case 'latency': {
      const answer = await carryOut();
      await pass(mishap.ms, undefined, { signal: stopped });
      return { kind: 'answered', answer };
    }
    case 'call':
      mishap.run();
      return { kind: 'answered', answer: await carryOut() };
  }
}
