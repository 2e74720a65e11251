import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerKind, receiptOf } from '../../receipt/index.ts';
import { segmentCsv } from '../files/segment-csv.ts';
import { failedRowsCsv } from '../report/failed-rows.ts';
import { UsageError } from '../usage-error.ts';
import type { Asset } from './assets.ts';
import { guardHeaders, withNonce } from './guard.ts';
import type { KnownRun } from './known-run.ts';
import { planMarkdown } from './plan-markdown.ts';
import { LINE_KINDS, type LineKind, MAX_UPLOAD_BYTES } from './protocol.ts';
import { readingChoices } from './reading-choices.ts';
import { evidenceFor } from './row-evidence.ts';
import { compareRuns } from './run-comparison.ts';
import type { Session } from './session.ts';
import { TAXONOMY_KINDS } from './taxonomy-view.ts';

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const wholeOf = (value: unknown): number => (/^\d{1,9}$/.test(textOf(value)) ? Number(value) : 0);
const PAGE_LIMIT = 500;
/** Below a batch; all of them are among the rows of the run. */
const AT_FAULT_SHOWN = 3;

/** Which lines of a list a query string asks for. */
function windowOf(query: unknown) {
  const { q, offset, limit, kind } = fieldsOf(query);
  const known: LineKind | 'all' = LINE_KINDS.find((one) => one === kind) ?? 'all';
  return {
    kind: known,
    query: textOf(q).slice(0, 200),
    offset: wholeOf(offset),
    limit: Math.min(wholeOf(limit) || 100, PAGE_LIMIT),
  };
}

/** The page's places have addresses of their own: reload, Back and a second tab find them again (U-1). */
const PLACES = ['/', '/changes', '/runs', '/runs/:number', '/taxonomy', '/connection'];

export function pageRoutes(app: FastifyInstance, page: ReadonlyMap<string, Asset>): void {
  for (const [name, { type, body }] of page) {
    if (name !== 'index.html') app.get(`/${name}`, (_, reply) => reply.type(type).send(body));
    else for (const address of PLACES) app.get(address, (_, reply) => sendPage(reply.type(type), body));
  }
  app.get('/favicon.ico', (_, reply) => reply.code(204).send());
}

function sendPage(reply: FastifyReply, body: string): FastifyReply {
  const { html, policy } = withNonce(body);
  return reply.header('content-security-policy', policy).send(html);
}

export function stateRoutes(app: FastifyInstance, session: Session): void {
  app.get('/api/basics', () => session.basics);
  app.get('/api/state', (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { ...guardHeaders(), 'content-type': 'text/event-stream' });
    session.stream.join(reply.raw);
  });
}

export function connectionRoutes(app: FastifyInstance, session: Session): void {
  app.post('/api/connection', async (request) => {
    await session.connect(fieldsOf(request.body)['config']);
    return {};
  });
  app.post('/api/connection/sandbox', async () => {
    await session.connectToSandbox();
    return {};
  });
  app.get('/api/taxonomy', (request) => {
    const { kind } = fieldsOf(request.query);
    const known = TAXONOMY_KINDS.find((one) => one === kind) ?? 'all';
    return session.taxonomy.page({ ...windowOf(request.query), kind: known });
  });
  app.post('/api/memberships', { bodyLimit: MAX_UPLOAD_BYTES }, async (request) => {
    const { body } = request;
    if (!(body instanceof Readable)) throw new UsageError('There is no file in this request.');
    const report = await session.taxonomy.checkMemberships({
      name: textOf(fieldsOf(request.query)['name']) || 'file',
      bytes: body,
    });
    return {
      ...report,
      unknownCodes: report.unknownCodes.slice(0, 100),
      segmentsWithoutLines: report.segmentsWithoutLines?.length,
    };
  });
  app.post('/api/taxonomy/forget', () => {
    session.taxonomy.forget();
    return {};
  });
  app.get('/api/taxonomy.csv', async (_, reply) => {
    const { segments } = await session.taxonomy.all();
    const { heading, lines } = segmentCsv(true);
    return download(reply, 'segments.csv', 'text/csv', [
      heading,
      lines(segments.map(({ name = '', ...segment }) => ({ ...segment, name }))),
    ]);
  });
}

export function changesRoutes(app: FastifyInstance, session: Session): void {
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.post('/api/file', async (request) => {
    const { body } = request;
    if (!(body instanceof Readable)) throw new UsageError('There is no file in this request.');
    const name = textOf(fieldsOf(request.query)['name']) || 'file';
    await session.bring((uploads) => uploads.take(name, body));
    return {};
  });
  app.post('/api/file/example', async () => {
    await session.bring((uploads) => uploads.takeExample());
    return {};
  });
  app.post('/api/file/reading', async (request) => {
    await session.read(readingChoices(request.body));
    return {};
  });
  app.post('/api/effect', async (request) => {
    await session.choose(fieldsOf(request.body)['effect']);
    return {};
  });
  app.post('/api/plan', (request) => {
    session.planAgain(fieldsOf(request.body)['approved']);
    return {};
  });
  app.post('/api/plan/corrections', (request) => {
    session.correct(fieldsOf(request.body)['corrections']);
    return {};
  });
  app.get('/api/plan/lines', (request) => {
    const { kind, query, offset, limit } = windowOf(request.query);
    return session.planning.plan?.lines.page(kind, query, offset, limit) ?? { total: 0, lines: [] };
  });
  app.get('/api/plan/found', (request) => session.planning.plan?.lines.found(windowOf(request.query).query) ?? {});
  app.get('/api/plan.md', (_, reply) => {
    const { plan } = session.planning;
    if (plan === undefined) throw new UsageError('There is no plan yet.');
    return reply.type('text/markdown; charset=utf-8').send(planMarkdown(plan, session.connection.state));
  });
  app.get('/api/plan/to-fix.csv', (_, reply) => {
    const { plan } = session.planning;
    if (plan === undefined) throw new UsageError('There is no plan yet.');
    const errors = new Map(
      [...plan.lines.all()].flatMap(({ line, error }) => (error === undefined ? [] : [[line, error]])),
    );
    return download(
      reply,
      'rows-to-fix.csv',
      'text/csv',
      failedRowsCsv(plan.order.proposal.rows(), (line) => errors.get(line)),
    );
  });
  app.post('/api/plan/keep', async () => ({ run: await session.keepDryRun() }));
  app.post('/api/apply', async (request) => {
    const { plan, fingerprint, deletions } = fieldsOf(request.body);
    return { run: await session.apply({ plan, fingerprint, deletions }) };
  });
}

export function runRoutes(app: FastifyInstance, session: Session): void {
  const numberOf = (params: unknown) => wholeOf(fieldsOf(params)['number']);
  const runOf = (params: unknown): KnownRun => {
    const run = session.history.known(numberOf(params));
    if (run === undefined) throw new UsageError('There is no run of that number.');
    return run;
  };
  const factsOf = (params: unknown) => runOf(params).facts();
  app.get('/api/runs/of-request', ({ query }) => session.history.ofRequest(windowOf(query).query));
  app.get('/api/runs/compare', ({ query }) => {
    const [one, other] = [wholeOf(fieldsOf(query)['one']), wholeOf(fieldsOf(query)['other'])].sort((a, b) => a - b);
    return compareRuns(runOf({ number: String(one) }), runOf({ number: String(other) }));
  });
  app.get('/api/runs/:number', ({ params }) => factsOf(params));
  app.post('/api/runs/:number/stop', ({ params }) => {
    session.stop(numberOf(params));
    return {};
  });
  app.post('/api/runs/:number/resume', async ({ params }) => ({ run: await session.resume(numberOf(params)) }));
  app.post('/api/runs/:number/undo', ({ params }) => {
    session.undo(numberOf(params));
    return {};
  });
  app.get('/api/runs/:number/rows', async ({ params, query }) => {
    const { kind, query: words, offset, limit } = windowOf(query);
    return (await runOf(params).rows()).page(kind, words, offset, limit);
  });
  app.get('/api/runs/:number/batches/:batch/at-fault', async ({ params }) =>
    (await runOf(params).rows()).atFault(wholeOf(fieldsOf(params)['batch']), AT_FAULT_SHOWN),
  );
  app.get('/api/runs/:number/segments', async ({ params, query }) => {
    const { kind, query: words, offset, limit } = windowOf(query);
    return (await runOf(params).rows()).segments(kind, words, offset, limit);
  });
  app.get('/api/runs/:number/rows/:place', ({ params }) =>
    evidenceFor(runOf(params), wholeOf(fieldsOf(params)['place'])),
  );
  app.get('/api/runs/:number/requests', async ({ params }) => {
    const run = runOf(params);
    const kept = await run.withBodies();
    return (await run.events()).flatMap((event) =>
      event.kind === 'wait' ? [] : [{ ...event, answer: answerKind(event), bodies: kept.has(event.number) }],
    );
  });
  app.get('/api/runs/:number/requests/:request', async ({ params }) => {
    const bodies = await runOf(params).bodies(wholeOf(fieldsOf(params)['request']));
    if (bodies === undefined) throw new UsageError('The bodies of this request are not kept any more.');
    return bodies;
  });
  app.get('/api/runs/:number/receipt.html', async ({ params }, reply) =>
    download(reply, `receipt-${numberOf(params)}.html`, 'text/html', [receiptOf(await factsOf(params)).toHtml()]),
  );
  app.get('/api/runs/:number/receipt.md', async ({ params }, reply) =>
    reply.type('text/markdown; charset=utf-8').send(receiptOf(await factsOf(params)).toMarkdown()),
  );
  app.get('/api/runs/:number/failed.csv', ({ params }, reply) => {
    const run = session.history.own(numberOf(params));
    if (run === undefined)
      throw new UsageError('The file of that run is not open any more: resume the run, or bring the file again.');
    const rows = failedRowsCsv(run.order.plan.order.proposal.rows(), (line) => run.kept.failureAt(line));
    return download(reply, 'failed-rows.csv', 'text/csv', rows);
  });
}

function download(
  reply: FastifyReply,
  name: string,
  type: string,
  text: AsyncIterable<string> | Iterable<string>,
): FastifyReply {
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text, { objectMode: false }));
}
