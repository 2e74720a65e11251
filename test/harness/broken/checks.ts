import { type BrokenConnectors, broken, connector } from './breakage.ts';

export const BROKEN_CHECKS: BrokenConnectors = {
  'a check that throws when the network is dead': {
    connector: broken({
      check: async (request, context) => {
        const result = await connector.check(request, context);
        if (result.steps.some(({ error }) => error?.code === 'network_error')) throw new Error('no network');
        return result;
      },
    }),
    caughtBy: ['C-1b', 'X-1c'],
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
  'a check that does not look at the target': {
    connector: broken({ check: ({ target: _target, ...request }, context) => connector.check(request, context) }),
    caughtBy: ['C-2i'],
  },
  'a check that gives up at once': {
    connector: broken({
      check: (request, context) =>
        connector.check({ ...request, delivery: { ...request.delivery, maxAttempts: 1 } }, context),
    }),
    caughtBy: ['C-3a'],
  },
};
