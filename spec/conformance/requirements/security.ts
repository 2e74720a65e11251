import { inspect } from 'node:util';
import type { Logger } from '../../destination/context.ts';
import { demand, demandEqual } from '../demand.ts';
import { option } from '../needs.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { secretsIn } from '../settings.ts';
import { told } from '../told.ts';
import type { Trial } from '../trial.ts';
import { demandTrue } from '../truthful.ts';

function secretsOf({ connector, world }: Trial): string[] {
  const secrets = secretsIn(connector.manifest.config, world.config, world.keys.unknown);
  demand(secrets.length > 0, 'Settings: wanted one that the manifest marks as a secret, saw none.');
  return secrets;
}

/** Everything a run and a check say, by where they say it. */
async function everythingSaid(trial: Trial): Promise<Record<string, unknown>> {
  const [logs, progress, events]: unknown[][] = [[], [], []];
  const to =
    (place: unknown[] = []) =>
    (...words: unknown[]) =>
      void place.push(...words);
  const log = to(logs);
  const logger: Logger = { trace: log, debug: log, info: log, warn: log, error: log };
  const observed = { logger, onRequest: to(events), delivery: { maxAttempts: 2 } };
  const record = await trial.write({ ...observed, onProgress: to(progress) });
  trial.batches(record);
  const { result, steps } = await trial.check(observed);
  const wrong = { ...trial.world.config, surprise: 1 };
  const { thrown: rejection } = await trial.write({ ...observed, config: wrong, demands: 'nothing' });
  const { results, summary } = record;
  return { logs, progress, 'request events': events, results, summary, rejection, 'check report': [result, steps] };
}

const asText = (said: unknown): string =>
  `${JSON.stringify(said)}${inspect(said, { depth: 20, showHidden: true, maxArrayLength: null })}`.toLowerCase();

const keepsSecret =
  (prepare: (trial: Trial, secret: string) => void): Requirement['test'] =>
  async (trial) => {
    const secrets = secretsOf(trial);
    for (const secret of secrets) prepare(trial, secret);
    const places = Object.entries(await everythingSaid(trial)).filter(([, said]) =>
      secrets.some((secret) => asText(said).includes(secret.toLowerCase())),
    );
    demandEqual(
      places.map(([place]) => place),
      [],
      'Where a secret was said',
    );
  };

export const SECURITY = inGroup('security', [
  ['X-1a', 'No secret is in a log, result, summary, progress, request event or report.', keepsSecret(() => undefined)],
  [
    'X-1b',
    'No secret is in any of them when the service repeats it.',
    keepsSecret(({ world }, secret) =>
      world.inject({ always: true, do: { kind: 'answer', ...world.refusal(400, `bad key ${secret}`) } }),
    ),
  ],
  [
    'X-1c',
    'No secret is in any of them when the network fails.',
    keepsSecret(({ world }) => world.inject({ always: true, do: { kind: 'reset', when: 'before' } })),
  ],
  [
    'X-1d',
    'The key is in a header, and in no URL and no body.',
    async (trial) => {
      const secrets = secretsOf(trial);
      const record = await trial.write();
      trial.batches(record);
      for (const { url, body } of record.exchanges) {
        const outside = secrets.filter((secret) => url.href.includes(secret) || body.includes(secret));
        demandEqual(outside.length, 0, `Secrets in the URL or body of a request to ${url.pathname}`);
      }
    },
  ],
  [
    'X-2a',
    'A key is encoded in a URL, and cannot change its path.',
    async (trial) => {
      const keyed = (wish: { name?: string }) =>
        ['a%2e%2e%2fb', 'a&b=c', 'ünï', 'a+b', "a'b"].flatMap((key) =>
          trial.rows(1, { ...wish, key }).map((row) => ({ ...row, rowId: key })),
        );
      trial.seedRows(keyed({ name: 'Old' }));
      const rows = keyed({});
      const record = await trial.write({ rows });
      demandEqual(told(record.results), { succeeded: rows.length }, 'The results');
      demandTrue(trial, record, rows);
      demandEqual(trial.stateKeys(), trial.keysOf(rows).sort(), 'What is there');
      const base = new URL(trial.world.baseUrl).pathname;
      const strays = record.exchanges.filter(({ url }) => !url.pathname.startsWith(base));
      demandEqual(strays.length, 0, 'Requests outside the base address');
    },
  ],
  [
    'X-2b',
    'Prototype keys are rows like any other.',
    async (trial) => {
      const rows = ['__proto__', 'constructor', 'toString'].flatMap((key) =>
        trial.rows(1, { key, name: key }).map((row) => ({ ...row, rowId: key })),
      );
      demandEqual(told((await trial.write({ rows })).results), { succeeded: 3 }, 'The results');
      demandEqual(trial.stateKeys(), trial.keysOf(rows).sort(), 'What is there');
    },
  ],
  [
    'X-4a',
    'An answer that is nested without end or of another type ends in an error of its batch.',
    async (trial) => {
      const body = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      trial.world.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'answer', status: 200, body } });
      const record = await trial.write({ rows: trial.rows(2), delivery: { maxAttempts: 2, timeoutMs: 300 } });
      trial.batches(record);
      demandEqual(
        record.results.map(({ status }) => status),
        ['failed', 'failed'],
        'The results',
      );
    },
  ],
  [
    'D-7a',
    'Redirects are refused.',
    async (trial) => {
      const headers = { location: 'https://elsewhere.invalid/' };
      trial.world.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'answer', status: 307, headers } });
      const record = await trial.write({ rows: trial.rows(1), delivery: { maxAttempts: 2 } });
      trial.batches(record);
      const { origin } = new URL(trial.world.baseUrl);
      demandEqual(
        record.exchanges.filter(({ url }) => url.origin !== origin).length,
        0,
        'Requests that went elsewhere',
      );
      demandEqual(
        record.results.map(({ status }) => status),
        ['failed'],
        'The results',
      );
    },
  ],
  [
    'D-7b',
    'An address without TLS is refused, unless it is this machine.',
    async (trial) => {
      const { thrown, exchanges } = await trial.write({
        delivery: { baseUrl: 'http://service.invalid/v1' },
        demands: 'nothing',
      });
      demandEqual([thrown instanceof Error, exchanges.length], [true, 0], 'Whether it rejects, requests sent');
    },
    option('baseUrl'),
  ],
  [
    'H-6a',
    'Every request goes by the host’s transport: what passed there is what the service received.',
    async (trial) => {
      const record = await trial.write();
      const report = await trial.check();
      trial.batches(record);
      const passed = record.exchanges.length + report.exchanges.length;
      demandEqual(
        [passed > 0, trial.world.log().length],
        [true, passed],
        'Whether requests passed, how many the service received',
      );
    },
  ],
]);
