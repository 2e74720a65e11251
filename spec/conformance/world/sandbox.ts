import type { ChangeRow } from '../../host/change-set.ts';
import { codeOf, type WireOperation } from '../../taxonomy/batch.ts';
import type { WireImport } from '../../taxonomy/import.ts';
import {
  createSandbox,
  type LoggedRequest as LoggedBySandbox,
  refusal,
  type SandboxOptions,
  type WireSegment,
} from '../../taxonomy/sandbox/index.ts';
import type { Answer, ServiceRequest } from './exchange.ts';
import type { Fault } from './fault.ts';
import type { LoggedRequest } from './log.ts';
import type { AnswerForm, ReadRequest, RequestKind, SentOperation, Thing } from './vocabulary.ts';
import type { World } from './world.ts';

const SECOND: WireImport = {
  id: '7b1f7f0e-3c5d-4a86-9a53-0f2f6f6d2c11',
  name: 'Second audiences',
  code: 'second_audiences',
  relation: '3rd',
  identifiers: ['appnexus'],
  source: { id: '2c9a4f53-6f0b-4bd8-8a3e-5f0a7d1c9e42', state: { type: 'active' }, type: 'live_ramp_3p' },
};

/** Ports that nobody listens on: each world has an address of its own, for runs on one address take turns (P-5). */
let addresses = 0;

/** The sandbox as a world; `switches` choose how it reads what the API leaves open. */
export function sandboxWorld(switches: SandboxOptions = {}): World<ChangeRow> {
  const sandbox = createSandbox({ ...switches, imports: [SECOND, ...(switches.imports ?? [])] });
  const { importId, keys, inProcessBaseUrl } = sandbox;
  addresses = (addresses % 60_000) + 1;
  const config = { importId, apiKey: keys.write };
  return {
    catalogue: 'taxonomy of segments',
    config,
    target: { segmentName: 'Everyone' },
    keys: { readOnly: { importId, apiKey: keys.readOnly }, unknown: { importId, apiKey: keys.unknown } },
    nothing: { config: { importId: '00000000-0000-4000-8000-000000000000', apiKey: keys.write } },
    second: {
      config: { importId: SECOND.id, apiKey: keys.write },
      state: () => sandbox.segments(SECOND.id).map(thingOf),
    },
    switches: { upsert: 'create-update', answers: 'items', refuses: 'batch', listing: true },
    codes: {
      refused: 'rejected_by_permutive',
      missingKey: 'missing_segment_code',
      invalidKey: 'invalid_segment_code',
      conflict: 'duplicate_segment_code',
      notFound: 'import_not_found',
    },
    reporter: 'permutive',
    invalidKeys: ['a b', 'a/b', 'a\\b', 'a,b', '.', '..', 'a?b', 'a#b', 'a\u0007', 'a\u200bb', 'a'.repeat(256)],
    row: (n, { key, name, text, number } = {}) => ({
      rowId: `r${n}`,
      segment_code: key ?? `c${n}`,
      segment_name: name ?? `Name ${n}`,
      ...(text !== undefined && { description: text }),
      ...(number !== undefined && { cpm: number }),
    }),
    thing: ({ segment_code, segment_name, description, cpm }) => ({
      key: String(segment_code),
      name: String(segment_name),
      ...(description !== undefined && { text: String(description) }),
      ...(cpm !== undefined && { number: Number(cpm) }),
    }),
    read,
    answer: (things, form) => ({ status: 200, body: JSON.stringify(inForm(things.map(segmentOf), form)) }),
    refusal: (status, message) => answerOf(refusal(status, message)),
    baseUrl: inProcessBaseUrl.replace('127.0.0.1', `127.0.0.1:${addresses}`),
    fetch: sandbox.fetch,
    start: () => Promise.resolve(),
    stop: () => sandbox.close(),
    seed: (things) => sandbox.put(things.map(segmentOf)),
    state: () => sandbox.segments().map(thingOf),
    refuse: (codes) => sandbox.change({ rejects: (operation) => codes.includes(codeOf(operation)) }),
    inject: ({ on, ...fault }) => sandbox.inject({ ...fault, on: { test: (request) => matches(on, logged(request)) } }),
    clearFaults: () => sandbox.clearFaults(),
    log: () => sandbox.requests.map(logged),
    applied: () =>
      sandbox.applied.map(({ operation, code }) => ({ verb: operation === 'Delete' ? 'delete' : 'put', key: code })),
    reset() {
      sandbox.reset();
      sandbox.change({ rejects: () => false });
    },
  };
}

const KINDS: Record<LoggedBySandbox['kind'], RequestKind> = {
  batch: 'batch',
  create: 'batch',
  update: 'batch',
  delete: 'batch',
  read: 'read',
  list: 'list',
  import: 'other',
  imports: 'other',
  unknown: 'other',
};

const logged = ({ kind, ...request }: LoggedBySandbox): LoggedRequest => ({ ...request, kind: KINDS[kind] });

const matches = (on: Fault['on'] = {}, request: LoggedRequest): boolean =>
  (on.kind === undefined || on.kind === request.kind) && (on.test?.(request) ?? true);

const thingOf = ({ code, name, description, cpm }: WireSegment): Thing => ({
  key: code,
  name,
  text: description,
  number: cpm,
});

const segmentOf = ({ key, name = key, text, number }: Thing) => ({
  code: key,
  name,
  ...(text !== undefined && { description: text }),
  ...(number !== undefined && { cpm: number }),
});

/** A refusal is an answer; only a mishap's other kinds are none. */
const answerOf = (mishap: ReturnType<typeof refusal>): Answer => {
  if (mishap.kind !== 'answer') throw new Error(`A refusal is an answer, not a ${mishap.kind}.`);
  const { status, headers = {}, body = '' } = mishap;
  return { status, headers, body };
};

function inForm(items: readonly object[], form: AnswerForm): object {
  switch (form) {
    case 'full':
      return { items };
    case 'shuffled':
      return { items: [...items].reverse() };
    case 'short':
      return { items: items.slice(0, items.length / 2) };
    case 'empty':
      return { items: [] };
    case 'extra':
      return { items: [{ code: 'stranger', name: 'Stranger' }, ...items] };
    case 'errors inside':
      return { items: [], errors: items.map((item) => ({ ...item, message: 'Not accepted.' })) };
  }
}

const BATCH = /\/imports\/[^/]+\/segments$/;
const ONE = /\/imports\/[^/]+\/segments\/(?:code\/)?([^/]+)$/;

function read({ method, url: { pathname }, body }: ServiceRequest): ReadRequest {
  if (BATCH.test(pathname))
    return method === 'GET' ? { kind: 'list' } : { kind: 'batch', operations: operationsIn(body) };
  if (!ONE.test(pathname)) return { kind: 'other' };
  return method === 'GET' ? { kind: 'read' } : { kind: 'batch' };
}

function operationsIn(body: string): SentOperation[] {
  const sent: unknown = body === '' ? {} : JSON.parse(body);
  const operations = typeof sent === 'object' && sent !== null && 'operations' in sent ? sent.operations : [];
  // What a connector sent, good or bad: only the parts that are looked at are believed to be there.
  return (Array.isArray(operations) ? (operations as WireOperation[]) : []).map((operation) => {
    if (operation.operation === 'Delete') return { verb: 'delete', key: operation.code, fields: {} };
    const { code = codeOf(operation), ...fields } = { code: undefined, ...operation.data };
    return { verb: 'put', key: code, fields };
  });
}
