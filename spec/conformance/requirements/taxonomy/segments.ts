import { demand, demandEqual } from '../../demand.ts';
import { mode } from '../../needs.ts';
import { inGroup } from '../../requirement.ts';
import { told } from '../../told.ts';
import type { Trial } from '../../trial.ts';

/** Rows of a taxonomy, with fields of their own. */
const segmentRows = (trial: Trial, count: number, fields: object, from = 0) =>
  trial.rows(count, {}, from).map((row) => ({ ...row, ...fields }));

const codes = (trial: Trial) => trial.world.state().map(({ key }) => key);

export const SEGMENTS = inGroup('segments', [
  [
    'D-1a',
    'Operations go out as a plain array, with the key in its header.',
    async (trial) => {
      const [batch] = trial.batches(await trial.write({ rows: trial.rows(1) }));
      const operation = { operation: 'Create', data: { code: 'c0', name: 'Name 0' } };
      demandEqual(JSON.parse(batch?.body ?? 'null'), { operations: [operation] }, 'The body');
      demandEqual(batch?.headers.get('x-api-key'), trial.world.config['apiKey'], 'X-API-Key');
    },
  ],
  [
    'S-1c',
    'A number as a code becomes a text.',
    async (trial) => {
      await trial.write({ rows: segmentRows(trial, 1, { segment_code: 4711 }) });
      demandEqual(codes(trial), ['4711'], 'The codes');
    },
  ],
  [
    'S-2a',
    'A row without a segment of its own is the target’s.',
    async (trial) => {
      const { results } = await trial.write({ rows: [{ rowId: '1', change: 'added' }] });
      demandEqual(told(results), { succeeded: 1 }, 'The result');
      demandEqual(
        trial.world.state().map(({ name }) => name),
        [trial.world.target?.['segmentName']],
        'The names',
      );
    },
  ],
  [
    'S-3b',
    'A removed row without a segment of its own never deletes the target.',
    async (trial) => {
      trial.world.seed([{ key: 'everyone', name: 'Everyone' }]);
      const { results } = await trial.write({ mode: 'mirror', rows: [{ rowId: '1', change: 'removed' }] });
      demandEqual(told(results), { missing_segment_code: 1 }, 'The result');
      demandEqual(codes(trial), ['everyone'], 'The codes');
    },
    mode('mirror'),
  ],
  [
    'S-4a',
    'A name that a row did not bring is never sent in an update.',
    async (trial) => {
      trial.world.seed([{ key: 'c0', name: 'Its own' }]);
      const { results } = await trial.write({
        rows: segmentRows(trial, 1, { segment_name: undefined, description: 'New' }),
      });
      demandEqual(told(results), { succeeded: 1 }, 'The result');
      const [only] = trial.world.state();
      demandEqual([only?.name, only?.text], ['Its own', 'New'], 'Name and description');
    },
  ],
  [
    'S-5b',
    'A code that would break the service’s paths or files fails its row.',
    async (trial) => {
      for (const segment_code of ['a b', 'a/b', 'a,b', '..', 'a?b', 'a#b', 'a\u0007', 'a\u200bb']) {
        const { results } = await trial.write({ rows: segmentRows(trial, 1, { segment_code }) });
        demandEqual(told(results), { invalid_segment_code: 1 }, `The result for ${JSON.stringify(segment_code)}`);
      }
    },
  ],
  [
    'S-6a',
    'A code is generated from the name, the same every time.',
    async (trial) => {
      await trial.write({ rows: segmentRows(trial, 1, { segment_code: null, segment_name: 'High-Value Customers' }) });
      demandEqual(codes(trial), ['high_value_customers'], 'The code');
    },
  ],
  [
    'S-7a',
    'A run that makes codes up from names warns of it, once.',
    async (trial) => {
      let warnings = 0;
      const quiet = () => undefined;
      const warn = () => {
        warnings += 1;
      };
      const logger = { trace: quiet, debug: quiet, info: quiet, warn, error: quiet };
      await trial.write({ rows: segmentRows(trial, 3, { segment_code: undefined }), logger });
      demandEqual(warnings, 1, 'Warnings');
    },
  ],
  [
    'S-8c',
    'Fields that a row does not carry are not sent, empty or not.',
    async (trial) => {
      const record = await trial.write({
        rows: segmentRows(trial, 1, { description: null, cpm: '', categories: undefined }),
      });
      const [operation] = trial.batches(record).flatMap(({ operations }) => operations);
      demandEqual(Object.keys(operation?.fields ?? {}), ['name'], 'The fields sent besides the code');
    },
  ],
  [
    'S-8d',
    'Every result names its segment and what was sent for it.',
    async (trial) => {
      const { results } = await trial.write({ rows: trial.rows(1) });
      const [only] = results;
      demand(only !== undefined, 'The results: wanted one, saw none.');
      const segmentCode = 'segmentCode' in only ? only.segmentCode : undefined;
      demandEqual([segmentCode, only.operation, only.outcome], ['c0', 'Create', 'created'], 'Code, operation, outcome');
    },
  ],
]);
