import { inspect } from 'node:util';
import type { Logger } from '../../host/connector.ts';
import { demand, demandEqual, NotApplicable } from '../demand.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { secretOf } from '../settings.ts';
import { rows, type Trial, tally } from '../trial.ts';

const keyOf = ({ connector, world }: Trial): string => {
  const secret = secretOf(connector.manifest.config);
  if (secret === undefined) throw new NotApplicable('No setting is a secret.');
  return String(world.config[secret]);
};

/** Everything a run says, as text. */
async function everythingSaid(trial: Trial): Promise<string> {
  const said: unknown[] = [];
  const log = (fields: object, message?: string) => void said.push(fields, message);
  const logger: Logger = { trace: log, debug: log, info: log, warn: log, error: log };
  const onProgress = (progress: object) => void said.push(progress);
  const { results, summary, thrown } = await trial.write({ logger, onProgress, delivery: { maxAttempts: 2 } });
  const report = await trial.check(undefined, { logger }, { maxAttempts: 2 });
  const all = [said, results, summary, thrown, report.result, report.thrown];
  return `${JSON.stringify(all)}${inspect(all, { depth: 20, showHidden: true })}`;
}

const keepsSecret =
  (prepare: (trial: Trial, key: string) => void): Requirement['test'] =>
  async (trial) => {
    const key = keyOf(trial);
    prepare(trial, key);
    demand(!(await everythingSaid(trial)).toLowerCase().includes(key.toLowerCase()), 'The key was said.');
  };

export const SECURITY = inGroup('security', [
  ['X-1a', 'The key is in no log, result, summary, progress or report.', keepsSecret(() => undefined)],
  [
    'X-1b',
    'The key is in none of them when the service repeats it.',
    keepsSecret(({ world }, key) =>
      world.inject({ always: true, do: { kind: 'answer', status: 400, body: `bad key ${key}` } }),
    ),
  ],
  [
    'X-1c',
    'The key is in none of them when the network fails.',
    keepsSecret(({ world }) => world.inject({ always: true, do: { kind: 'reset', when: 'before' } })),
  ],
  [
    'X-1d',
    'The key is in no URL and no body.',
    async (trial) => {
      const key = keyOf(trial);
      const { exchanges } = await trial.write();
      demand(
        exchanges.every(({ url, body }) => !url.includes(key) && !body.includes(key)),
        'The key was sent outside its header.',
      );
    },
  ],
  [
    'X-2a',
    'A code is encoded in a URL, and cannot change its path.',
    async (trial) => {
      const codes = ['a%2e%2e%2fb', 'a&b=c', 'ünï', 'a+b', "a'b"];
      trial.world.seed(codes.map((code) => ({ code, name: 'Old' })));
      const { results, exchanges } = await trial.write({
        rows: codes.map((code) => ({ rowId: code, segment_code: code, segment_name: 'New' })),
      });
      demandEqual(tally(results), { updated: codes.length }, 'The results');
      demand(
        exchanges.every(({ url }) => new URL(url).pathname.startsWith(new URL(trial.world.baseUrl).pathname)),
        'A path was left.',
      );
    },
  ],
  [
    'X-2b',
    'Prototype keys are rows like any other.',
    async (trial) => {
      const list = ['__proto__', 'constructor', 'toString'].map((code) => ({
        rowId: code,
        segment_code: code,
        segment_name: code,
      }));
      demandEqual(tally((await trial.write({ rows: list })).results), { created: 3 }, 'The results');
    },
  ],
  [
    'X-4a',
    'An answer that is nested without end or of another type ends in an error of its batch.',
    async (trial) => {
      const body = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      trial.world.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'answer', status: 200, body } });
      const { thrown, results } = await trial.write({ rows: rows(2), delivery: { maxAttempts: 2 } });
      demand(
        thrown === undefined && results.every(({ status }) => status === 'failed'),
        JSON.stringify(tally(results)),
      );
    },
  ],
  [
    'D-7a',
    'Redirects are refused.',
    async (trial) => {
      trial.world.inject({
        on: { kind: 'batch' },
        always: true,
        do: { kind: 'answer', status: 307, headers: { location: 'https://elsewhere.invalid/' } },
      });
      const { exchanges, results } = await trial.write({ rows: rows(1), delivery: { maxAttempts: 2 } });
      demand(
        exchanges.every(({ url }) => url.startsWith(trial.world.baseUrl)),
        'A request went elsewhere.',
      );
      demand(
        results.every(({ status }) => status === 'failed'),
        'A redirect was taken for success.',
      );
    },
  ],
  [
    'D-7b',
    'An address without TLS is refused, unless it is this machine.',
    async (trial) => {
      const { thrown, exchanges } = await trial.write({ delivery: { baseUrl: 'http://service.invalid/v1' } });
      demand(thrown !== undefined && exchanges.length === 0, 'It was accepted.');
    },
  ],
]);
