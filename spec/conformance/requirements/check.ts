import { demand, demandAtMost, demandEqual } from '../demand.ts';
import { has, key } from '../needs.ts';
import { inGroup } from '../requirement.ts';
import { changedAt, requiredIn } from '../settings.ts';
import { batchesOf, type Trial } from '../trial.ts';

type Step = { status: string; error?: { code: string } | undefined };

/** The codes that the steps of a check tell. */
const codesOf = (result: { steps: readonly Step[] } | undefined) =>
  (result?.steps ?? []).flatMap(({ error }) => error?.code ?? []);

const demandCode = (result: { steps: readonly Step[] } | undefined, wanted: string) =>
  demand(
    codesOf(result).includes(wanted),
    `The codes of the steps: wanted ${wanted}, saw ${codesOf(result).join(', ')}.`,
  );

const requiredOf = ({ connector, world }: Trial) => requiredIn(connector.manifest.config, world.config);

/** The fields that errors name, by their path: `auth/token` is `auth.token`. */
const namedBy = (result: { fieldErrors: readonly { field: string }[] } | undefined) =>
  (result?.fieldErrors ?? []).map(({ field }) => field.replaceAll('/', '.').replace(/^\./, ''));

export const CHECK = inGroup('check', [
  [
    'C-1a',
    'check() never throws, whatever it is given as settings.',
    async (trial) => {
      for (const config of [null, 7, 'text', [], {}, { surprise: {} }, JSON.parse('{"__proto__":{}}')]) {
        const { result } = await trial.check({ config });
        demandEqual(result?.status, 'failed', `The status for ${JSON.stringify(config)}`);
      }
    },
  ],
  [
    'C-1b',
    'check() never throws when the network is dead.',
    async (trial) => {
      const fetch = () => Promise.reject(new TypeError('fetch failed'));
      demandEqual((await trial.check({ fetch, delivery: { maxAttempts: 2 } })).result?.status, 'failed', 'The status');
    },
  ],
  [
    'C-1c',
    'Right settings succeed, with a message.',
    async (trial) => {
      const { result } = await trial.check();
      demandEqual(result?.status, 'succeeded', 'The status');
      demand((result?.message ?? '').length > 10, `The message: wanted a sentence, saw "${result?.message}".`);
    },
  ],
  [
    'C-2a',
    'Each required setting that is missing fails, is named by its path (`auth.token`), and nothing is sent.',
    async (trial) => {
      for (const { path, names } of requiredOf(trial)) {
        const [name = ''] = names;
        const { result, exchanges } = await trial.check({ config: changedAt(trial.world.config, path) });
        demandEqual(result?.status, 'failed', `The status without ${name}`);
        const named = namedBy(result);
        if (named.length !== 1 || !names.includes(named[0] ?? ''))
          demandEqual(named, [name], `The fields named without ${name}`);
        demandEqual(exchanges.length, 0, 'Requests sent');
      }
    },
  ],
  [
    'C-2b',
    'An unknown setting is refused, and nothing is sent.',
    async (trial) => {
      const { result, exchanges } = await trial.check({ config: { ...trial.world.config, surprise: 1 } });
      demandEqual([result?.status, exchanges.length], ['failed', 0], 'The status, requests sent');
    },
  ],
  [
    'C-2c',
    'There is one field error for each wrong setting, also for one within another.',
    async (trial) => {
      const all = requiredOf(trial);
      const holders = new Set(all.map(({ path }) => path.slice(0, -1).join('.')));
      const wrong = all.filter(({ path }) => !holders.has(path.join('.')));
      const config = wrong.reduce((rest: unknown, { path, field }) => {
        const takesObjects = typeof field === 'object' && field !== null && 'type' in field && field.type === 'object';
        return changedAt(rest, path, takesObjects ? 7 : { wrong: true });
      }, trial.world.config);
      const named = namedBy((await trial.check({ config })).result).sort();
      // Where forms are chosen between, an error may be of the choice, and stand for all that is wrong in it.
      const known = named.every((name) => wrong.some(({ names }) => names.includes(name)));
      const told = wrong.every(({ names }) => names.some((name) => named.includes(name)));
      if (!known || !told || new Set(named).size < named.length)
        demandEqual(named, wrong.map(({ names: [name] }) => name).sort(), 'The fields named');
    },
  ],
  [
    'C-2d',
    'A step that fails makes the later ones skipped.',
    async (trial) => {
      for (const config of [{}, trial.world.keys.unknown ?? {}]) {
        const steps = (await trial.check({ config })).result?.steps.map(({ status }) => status) ?? [];
        const failing = steps.indexOf('failed');
        demand(failing >= 0, `The steps: wanted one that fails, saw ${steps.join(', ')}.`);
        const later = steps.slice(failing + 1);
        demandEqual(
          later,
          later.map(() => 'skipped'),
          'The steps after the one that failed',
        );
      }
    },
  ],
  [
    'C-2e',
    'A key that is not accepted is told as authentication_failed.',
    async (trial) => {
      const { result } = await trial.check({ config: trial.world.keys.unknown });
      demandEqual(result?.status, 'failed', 'The status');
      demandCode(result, 'authentication_failed');
    },
    key('unknown'),
  ],
  [
    'C-2f',
    'A key that may only read is told before the first sync.',
    async (trial) => {
      const { result } = await trial.check({ config: trial.world.keys.readOnly });
      demandEqual(result?.status, 'failed', 'The status');
      demandCode(result, 'insufficient_permissions');
    },
    key('readOnly'),
  ],
  [
    'C-2g',
    'What the settings name and does not exist is told.',
    async (trial) => {
      const { nothing = {}, codes } = trial.world;
      const { result } = await trial.check({ target: trial.world.target, ...nothing });
      demandEqual(result?.status, 'failed', 'The status');
      demandCode(result, codes.notFound ?? 'a code for what does not exist');
    },
    has('nothing'),
  ],
  [
    'C-2h',
    'Each step is told as it ends, once, the same as in the result.',
    async (trial) => {
      const { result, steps } = await trial.check();
      demandEqual(steps, result?.steps, 'The steps told');
    },
  ],
  [
    'C-2i',
    'A target that is wrong fails the step `target`, and nothing is sent; one that is right passes it.',
    async (trial) => {
      const wrong = await trial.check({ target: { ...trial.world.target, surprise: 1 } });
      const right = await trial.check({ target: trial.world.target });
      const stepOf = ({ result }: typeof wrong) => result?.steps.find(({ id }) => id === 'target')?.status;
      demandEqual(
        [stepOf(wrong), wrong.result?.status, stepOf(right)],
        ['failed', 'failed', 'passed'],
        'The step `target` and the status for a wrong target, the step for a right one',
      );
      demandEqual(wrong.exchanges.length, 0, 'Requests sent');
    },
    has('target'),
  ],
  [
    'C-3a',
    'A failure that passes is tried again.',
    async (trial) => {
      trial.world.inject({ nth: 1, do: { kind: 'answer', status: 503 } });
      demandEqual((await trial.check()).result?.status, 'succeeded', 'The status');
      demand(trial.world.log().length > 1, 'Requests: wanted another after the 503, saw one.');
    },
  ],
  [
    'C-3b',
    'A service that never answers is given up at the deadline.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'stall', when: 'headers' } });
      const { result, ms } = await trial.check({ delivery: { timeoutMs: 50, maxAttempts: 2 } });
      demandEqual(result?.status, 'failed', 'The status');
      demandAtMost(ms, 10_000, 'Milliseconds');
    },
  ],
  [
    'C-4a',
    'Nothing is changed, and no operation is sent.',
    async (trial) => {
      const kept = trial.rows(1);
      trial.seedRows(kept);
      const { exchanges } = await trial.check();
      demandEqual(trial.world.applied(), [], 'Changes');
      demandEqual(trial.stateKeys(), trial.keysOf(kept), 'What is there');
      demandEqual(
        batchesOf(exchanges).flatMap(({ operations }) => operations),
        [],
        'Operations sent',
      );
    },
  ],
  [
    'C-5a',
    'A check that is cancelled already sends nothing and does not throw.',
    async (trial) => {
      const { exchanges } = await trial.check({ signal: AbortSignal.abort() });
      demandEqual(exchanges.length, 0, 'Requests sent');
    },
  ],
]);
