import type { ChangeSet } from '../../../spec/host/change-set.ts';
import type { DestinationConnector } from '../../../spec/host/connector.ts';
import { errorDetail } from '../../../spec/host/errors.ts';
import { broken, connector, overRequest, overResults, overTransport } from './breakage.ts';

const { manifest } = connector;

async function* eachRow(
  changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>,
  change: (row: ChangeSet['rows'][number]) => ChangeSet['rows'][number],
) {
  for await (const set of changeSets) yield { ...set, rows: set.rows.map(change) };
}

/** Connectors that each break one promise, and the requirements that must catch them: those, and no others. */
export const BROKEN: Record<string, { connector: DestinationConnector; caughtBy: readonly string[] }> = {
  'a mode that has no sentence': {
    connector: broken({
      manifest: {
        ...manifest,
        capabilities: {
          ...manifest.capabilities,
          audienceModes: manifest.capabilities.audienceModes.map((mode) => ({ ...mode, description: 'x' })),
        },
      },
    }),
    caughtBy: ['M-2b'],
  },
  'an error code that stands twice': {
    connector: broken({ manifest: { ...manifest, errors: [...manifest.errors, ...manifest.errors.slice(0, 1)] } }),
    caughtBy: ['M-2c'],
  },
  'a manifest that names no host it talks to': {
    connector: broken({ manifest: { ...manifest, egress: [] } }),
    caughtBy: ['M-2d'],
  },
  'a version that is none': {
    connector: broken({ manifest: { ...manifest, version: 'latest' } }),
    caughtBy: ['M-2f'],
  },
  'a schema that lets unknown settings pass': {
    connector: broken({
      manifest: { ...manifest, target: { ...manifest.target, additionalProperties: true } as typeof manifest.target },
    }), // Wrong on purpose.
    caughtBy: ['M-3c'],
  },
  'a check that throws when the network is dead': {
    connector: broken({
      check: async (request, context) => {
        const result = await connector.check(request, context);
        if (result.steps.some(({ error }) => error?.code === 'network_error')) throw new Error('no network');
        return result;
      },
    }),
    caughtBy: ['C-1b'],
  },
  'a check that lets unknown settings pass': {
    connector: broken({
      check: ({ config, ...request }, context) => {
        const { surprise: _surprise, ...known } = (config ?? {}) as Record<string, unknown>; // As careless as such code is.
        return connector.check({ ...request, config: 'surprise' in Object(config) ? known : config }, context);
      },
    }),
    caughtBy: ['C-2b'],
  },
  'a check that takes a read-only key for right': {
    connector: broken({
      check: async (request, context) => {
        const result = await connector.check(request, context);
        const [, , , last] = result.steps;
        if (last?.error?.code !== 'insufficient_permissions') return result;
        return {
          ...result,
          status: 'succeeded',
          steps: result.steps.map((step) => (step === last ? { id: step.id, status: 'passed', message: 'ok' } : step)),
        };
      },
    }),
    caughtBy: ['C-2f'],
  },
  'a check that writes': {
    connector: broken({
      check: async (request, context) => {
        const result = await connector.check(request, context);
        if (result.status === 'succeeded' && context?.signal?.aborted !== true) {
          const write = {
            ...request,
            target: { segmentName: 'T' },
            mode: 'add',
            changeSets: [{ rows: [{ rowId: '1', segment_code: 'probe' }] }],
          } as const;
          await connector.write(write, { ...context, onRowResult: () => undefined });
        }
        return result;
      },
    }),
    caughtBy: ['C-4a'],
  },
  'a check that tells no steps as they end': {
    connector: broken({ check: (request, { onStep: _onStep, ...context } = {}) => connector.check(request, context) }),
    caughtBy: ['C-2h'],
  },
  'a check that is not cancelled': {
    connector: broken({ check: (request, { signal: _signal, ...context } = {}) => connector.check(request, context) }),
    caughtBy: ['C-5a'],
  },
  'a dry run that writes': {
    connector: overRequest(() => ({ dryRun: false })),
    caughtBy: ['P-7a', 'P-7b'],
  },
  'maxDeletes that is not heeded': {
    connector: overRequest(({ delivery: { maxDeletes: _maxDeletes, ...delivery } = {} }) => ({ delivery })),
    caughtBy: ['P-8a'],
  },
  'a removed row that falls back on the target': {
    connector: overRequest(({ changeSets }) => ({
      changeSets: eachRow(changeSets, (row) =>
        row.change === 'removed' && row.segment_code === undefined ? { ...row, segment_code: 'everyone' } : row,
      ),
    })),
    caughtBy: ['S-3a'],
  },
  'absent fields that are sent empty': {
    connector: overTransport((send) => async (input, init) => {
      const request = new Request(input, init);
      if (request.method !== 'PATCH') return send(request);
      const { operations } = (await request.clone().json()) as { operations: { operation: string; data?: object }[] }; // Its own body.
      const body = operations.map((operation) =>
        operation.operation === 'Create' ? { ...operation, data: { description: '', ...operation.data } } : operation,
      );
      return send(new Request(request, { body: JSON.stringify({ operations: body }) }));
    }),
    caughtBy: ['D-1a', 'S-8a'],
  },
  'skipped rows reported twice': {
    connector: overResults((result) => (result.status === 'skipped' ? [result, result] : [result])),
    caughtBy: ['P-1 add/removed', 'P-1 remove/added', 'P-1 remove/changed', 'P-1 upsert/removed', 'P-3b'],
  },
  'rows lost after a 500': {
    connector: overResults((result) => (result.error?.httpStatus === 500 ? [] : [result])),
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
  'a key that is logged': {
    connector: overRequest(({ config }, { logger }) => {
      logger?.info({ config }, 'Settings.');
      return {};
    }),
    caughtBy: ['X-1a', 'X-1b', 'X-1c'],
  },
  'Retry-After ignored': {
    connector: overTransport((send) => async (input, init) => {
      const response = await send(input, init);
      const headers = new Headers(response.headers);
      headers.delete('retry-after');
      return response.status === 429 ? new Response(response.body, { status: 429, headers }) : response;
    }),
    caughtBy: ['D-3a', 'D-3b'],
  },
  'a signal that is not heeded': {
    connector: overRequest((_request, { signal: _signal }) => ({ context: { signal: new AbortController().signal } })),
    caughtBy: ['T-9a', 'T-9b', 'T-9c', 'T-9d', 'T-9e'],
  },
  'a throwing sink that is swallowed': {
    connector: overRequest((_request, { onRowResult }) => ({
      context: {
        onRowResult: async (result) => {
          try {
            await onRowResult(result);
          } catch {
            // Swallowed: the host never learns that its sink is broken.
          }
        },
      },
    })),
    caughtBy: ['T-10f'],
  },
  'a source that is read as a whole': {
    connector: overRequest(({ changeSets }) => ({ changeSets: hoarded(changeSets) })),
    caughtBy: ['P-6a', 'T-9e', 'T-10e'],
  },
  'batches that are never full': {
    connector: overRequest(({ delivery }) => ({ delivery: { batchSize: 4_999, ...delivery } })),
    caughtBy: ['P-5e'],
  },
};

async function* hoarded(changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>) {
  const all: ChangeSet[] = [];
  for await (const set of changeSets) {
    all.push(set);
    if (all.length > 1_000) break; // An endless source would take all memory.
  }
  yield* all;
}
