import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { segmentCsv } from '../files/segment-csv.ts';
import { segmentCodeOf } from '../generated-code.ts';
import { UsageError } from '../usage-error.ts';
import type { Asset } from './assets.ts';
import { guardHeaders } from './guard.ts';
import { ROW_FILTERS, type TargetSettings } from './protocol.ts';
import { pageOfSegments } from './segment-list.ts';
import { isMode, type Session } from './session.ts';

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const PAGE_LIMIT = 200;

/** Which lines of a table a query string asks for. */
function window(query: unknown) {
  const { q, offset, limit, filter } = fieldsOf(query);
  const whole = (value: unknown, fallback: number) =>
    /^\d{1,9}$/.test(textOf(value)) ? Number(textOf(value)) : fallback;
  return {
    query: textOf(q).slice(0, 200),
    offset: whole(offset, 0),
    limit: Math.min(whole(limit, 50), PAGE_LIMIT),
    filter: ROW_FILTERS.find((known) => known === filter) ?? 'all',
  };
}

export function pageRoutes(app: FastifyInstance, page: ReadonlyMap<string, Asset>): void {
  for (const [name, { type, body }] of page) {
    app.get(name === 'index.html' ? '/' : `/${name}`, (_, reply) => reply.type(type).send(body));
  }
  app.get('/favicon.ico', (_, reply) => reply.code(204).send());
}

export function settingsRoutes(app: FastifyInstance, session: Session): void {
  app.get('/api/session', () => session.state);
  app.get('/api/events', (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { ...guardHeaders(), 'content-type': 'text/event-stream' });
    session.live.join(reply.raw);
  });
  app.post('/api/check', (request, reply) => {
    void session.check(fieldsOf(request.body)['config']);
    return reply.code(202).send({});
  });
  app.post('/api/sandbox', () => {
    session.takeSandbox();
    return session.state;
  });
  app.post('/api/code', (request) => segmentCodeOf(fieldsOf(request.body)['target']));
  app.post('/api/target', async (request) => {
    const { target, mode } = fieldsOf(request.body);
    if (!isMode(mode)) throw new UsageError('Choose one of the modes.');
    const { fieldErrors } = await segmentCodeOf(target);
    if (fieldErrors.length > 0) return { fieldErrors };
    const settings: TargetSettings = { target: fieldsOf(target), mode };
    session.choose(settings);
    return { fieldErrors };
  });
}

export function fileRoutes(app: FastifyInstance, session: Session): void {
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.post('/api/upload', async (request) => {
    const { body } = request;
    if (!(body instanceof Readable)) throw new UsageError('There is no file in this request.');
    const name = textOf(fieldsOf(request.query)['name']) || 'file';
    await session.upload((uploads) => uploads.take(name, body));
    return session.state.upload;
  });
  app.post('/api/example', async () => {
    await session.upload((uploads) => uploads.takeExample());
    return session.state.upload;
  });
}

export function runRoutes(app: FastifyInstance, session: Session): void {
  const runOf = (which: unknown) => (which === 'preview' ? session.preview : session.run);
  app.post('/api/preview', (_, reply) => {
    void session.startPreview();
    return reply.code(202).send({});
  });
  app.post('/api/runs', (request, reply) => {
    const { preview, confirmedDeletions } = fieldsOf(request.body);
    void session.startRun({ preview, confirmedDeletions });
    return reply.code(202).send({});
  });
  app.post('/api/cancel', (request, reply) => {
    runOf(fieldsOf(request.body)['which'])?.cancel();
    return reply.code(202).send({});
  });
  app.get('/api/rows', (request) => {
    const { filter, query, offset, limit } = window(request.query);
    const run = runOf(fieldsOf(request.query)['which']);
    return run?.rows.page(filter, query, offset, limit) ?? { total: 0, lines: [] };
  });
  app.get('/api/failed.csv', (_, reply) => {
    if (session.run === undefined) throw new UsageError('There was no run yet.');
    return download(reply, 'failed-rows.csv', session.run.failedRows());
  });
}

export function segmentRoutes(app: FastifyInstance, session: Session): void {
  const list = () => {
    const { delivery, fetch } = session.options;
    const connection = {
      config: { importId: undefined, apiKey: undefined, ...session.credentials.config },
      ...(delivery.baseUrl !== undefined && { baseUrl: delivery.baseUrl }),
      transport: fetch ? { fetch } : {},
      target: {},
    };
    return session.segments.all(connection, AbortSignal.timeout(120_000));
  };
  app.get('/api/segments', async (request) => {
    const { query, offset, limit } = window(request.query);
    return pageOfSegments(await list(), query, offset, limit);
  });
  app.post('/api/segments/forget', (_, reply) => {
    session.segments.forget();
    return reply.code(202).send({});
  });
  app.get('/api/segments.csv', async (_, reply) => {
    const { heading, lines } = segmentCsv();
    return download(reply, 'segments.csv', [heading, lines(await list())]);
  });
}

function download(reply: FastifyReply, name: string, text: AsyncIterable<string> | Iterable<string>): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text, { objectMode: false }));
}
