import { demand, demandEqual, NotApplicable } from '../demand.ts';
import { inGroup } from '../requirement.ts';
import { requiredOf, withKey } from '../settings.ts';
import { operationsOf } from '../tap.ts';
import type { Trial } from '../trial.ts';

const codesOf = (steps: readonly { error?: { code: string } }[] = []) =>
  steps.flatMap(({ error }) => error?.code ?? []);
const keyed = ({ connector, world }: Trial, key: string | undefined, what: string) => {
  if (key === undefined) throw new NotApplicable(`The world has no ${what}.`);
  return withKey(connector.manifest.config, world.config, key);
};

export const CHECK = inGroup('check', [
  [
    'C-1a',
    'check() never throws, whatever it is given as settings.',
    async (trial) => {
      for (const config of [null, 7, 'text', [], {}, { importId: {}, apiKey: [] }, JSON.parse('{"__proto__":{}}')]) {
        const { thrown, result } = await trial.check(config);
        demand(thrown === undefined, `It threw for ${JSON.stringify(config)}: ${String(thrown)}.`);
        demandEqual(result?.status, 'failed', `The status for ${JSON.stringify(config)}`);
      }
    },
  ],
  [
    'C-1b',
    'check() never throws when the network is dead.',
    async (trial) => {
      const dead = () => Promise.reject(new TypeError('fetch failed'));
      const { thrown, result } = await trial.check(trial.world.config, { fetch: dead }, { maxAttempts: 2 });
      demand(thrown === undefined, `It threw: ${String(thrown)}.`);
      demandEqual(result?.status, 'failed', 'The status');
    },
  ],
  [
    'C-1c',
    'Right settings succeed, with a message.',
    async (trial) => {
      const { result } = await trial.check();
      demandEqual(result?.status, 'succeeded', 'The status');
      demand((result?.message ?? '').length > 10, 'There is no message.');
    },
  ],
  [
    'C-2a',
    'Any required setting that is missing fails, is named, and nothing is sent.',
    async (trial) => {
      for (const name of requiredOf(trial.connector.manifest.config)) {
        const { [name]: _gone, ...rest } = trial.world.config;
        const { result, exchanges } = await trial.check(rest);
        demandEqual(result?.status, 'failed', `The status without ${name}`);
        demand(result?.fieldErrors.some(({ field }) => field === name) ?? false, `${name} is not named.`);
        demandEqual(exchanges.length, 0, 'Requests sent');
      }
    },
  ],
  [
    'C-2b',
    'An unknown setting is refused, and nothing is sent.',
    async (trial) => {
      const { result, exchanges } = await trial.check({ ...trial.world.config, surprise: 1 });
      demandEqual(result?.status, 'failed', 'The status');
      demandEqual(exchanges.length, 0, 'Requests sent');
    },
  ],
  [
    'C-2c',
    'There is one field error for each wrong setting.',
    async (trial) => {
      const names = requiredOf(trial.connector.manifest.config);
      const { result } = await trial.check(Object.fromEntries(names.map((name) => [name, ''])));
      demandEqual(result?.fieldErrors.map(({ field }) => field).sort(), [...names].sort(), 'The fields named');
    },
  ],
  [
    'C-2d',
    'A step that fails makes the later ones skipped.',
    async (trial) => {
      const { result } = await trial.check({});
      demandEqual(
        result?.steps.map(({ status }) => status),
        ['failed', 'skipped', 'skipped', 'skipped'],
        'The steps',
      );
    },
  ],
  [
    'C-2e',
    'A key that is not accepted is told as authentication_failed.',
    async (trial) => {
      const { result } = await trial.check(keyed(trial, trial.world.keys.unknown, 'key that is not accepted'));
      demand(codesOf(result?.steps).includes('authentication_failed'), `It told ${codesOf(result?.steps).join()}.`);
    },
  ],
  [
    'C-2f',
    'A key that may only read is told before the first sync.',
    async (trial) => {
      const { result } = await trial.check(keyed(trial, trial.world.keys.readOnly, 'key that may only read'));
      demandEqual(result?.status, 'failed', 'The status');
      demand(codesOf(result?.steps).includes('insufficient_permissions'), `It told ${codesOf(result?.steps).join()}.`);
    },
  ],
  [
    'C-2g',
    'An import that does not exist is told as import_not_found.',
    async (trial) => {
      const { configOfNothing } = trial.world;
      if (configOfNothing === undefined) throw new NotApplicable('The world has no such settings.');
      const { result } = await trial.check(configOfNothing);
      demand(codesOf(result?.steps).includes('import_not_found'), `It told ${codesOf(result?.steps).join()}.`);
    },
  ],
  [
    'C-2h',
    'Each step is told as it ends, the same as in the result.',
    async (trial) => {
      const { result, steps } = await trial.check();
      demandEqual(steps, result?.steps, 'The steps told');
    },
  ],
  [
    'C-3a',
    'A failure that passes is tried again.',
    async (trial) => {
      trial.world.inject({ nth: 1, do: { kind: 'answer', status: 503 } });
      demandEqual((await trial.check()).result?.status, 'succeeded', 'The status');
    },
  ],
  [
    'C-3b',
    'A service that never answers is given up at the deadline.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'stall', when: 'headers' } });
      const { result, ms } = await trial.check(undefined, {}, { timeoutMs: 50, maxAttempts: 2 });
      demandEqual(result?.status, 'failed', 'The status');
      demand(ms < 10_000, `It took ${Math.round(ms)} ms.`);
    },
  ],
  [
    'C-4a',
    'Nothing is changed, and no operation is sent.',
    async (trial) => {
      trial.world.seed([{ code: 'kept', name: 'Kept' }]);
      const { exchanges } = await trial.check();
      demandEqual(trial.world.applied().length, 0, 'Changes');
      demandEqual(
        trial.world.state().map(({ code }) => code),
        ['kept'],
        'The segments',
      );
      const operations = exchanges.filter(({ method }) => method !== 'GET').flatMap(operationsOf);
      demandEqual(operations, [], 'Operations sent');
    },
  ],
  [
    'C-5a',
    'A check that is cancelled already sends nothing and does not throw.',
    async (trial) => {
      const { thrown, exchanges } = await trial.check(undefined, { signal: AbortSignal.abort() });
      demand(thrown === undefined, `It threw: ${String(thrown)}.`);
      demandEqual(exchanges.length, 0, 'Requests sent');
    },
  ],
]);
