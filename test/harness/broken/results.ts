import { errorDetail } from '../../../spec/host/errors.ts';
import { type BrokenConnectors, broken, connector, keyIn, overRequest, overResults } from './breakage.ts';

export const BROKEN_RESULTS: BrokenConnectors = {
  'skipped rows reported twice': {
    connector: overResults((result) => (result.status === 'skipped' ? [result, result] : [result])),
    caughtBy: [
      'P-1 add/removed',
      'P-1 remove/added',
      'P-1 remove/changed',
      'P-1 upsert/removed',
      'P-3b',
      'P-3d',
      'T-1g',
    ],
  },
  'rows lost after lost connections': {
    connector: overResults((result) => (result.error?.code === 'network_error' ? [] : [result])),
    caughtBy: ['D-4a'],
  },
  'unknown outcomes called failures for good': {
    connector: overResults((result) => [
      result.error?.code === 'outcome_unknown' ? { ...result, error: { ...result.error, retryable: false } } : result,
    ]),
    caughtBy: ['T-2e'],
  },
  'Permutive’s words that are dropped': {
    connector: overResults((result) => [
      result.error?.code === 'rejected_by_permutive'
        ? { ...result, error: errorDetail('rejected_by_permutive') }
        : result,
    ]),
    caughtBy: ['T-6b'],
  },
  'reasons that say not what to do': {
    connector: overResults((result) => [result.error ? { ...result, error: { ...result.error, remedy: '' } } : result]),
    caughtBy: ['T-1g'],
  },
  'change-sets that are forgotten': {
    connector: overResults(({ changeSetId: _changeSetId, ...result }) => [result]),
    caughtBy: ['S-8b'],
  },
  'a key that stands in errors': {
    connector: overRequest(({ config }, { onRowResult }) => ({
      context: {
        onRowResult: ({ error, ...result }) =>
          onRowResult(
            error ? { ...result, error: { ...error, message: `${error.message} ${keyIn(config)}` } } : result,
          ),
      },
    })),
    caughtBy: ['X-1b', 'X-1c'],
  },
  'a summary that counts too much': {
    connector: broken({
      write: async (request, context) => {
        const summary = await connector.write(request, context);
        return { ...summary, rows: { ...summary.rows, succeeded: summary.rows.succeeded + 1 } };
      },
    }),
    caughtBy: ['T-11b'],
  },
  'progress that stands still': {
    connector: overRequest((_request, { onProgress }) => ({
      context: {
        onProgress: (progress) =>
          onProgress?.({ ...progress, rows: { received: 0, succeeded: 0, failed: 0, skipped: 0 } }),
      },
    })),
    caughtBy: ['T-11c'],
  },
};
