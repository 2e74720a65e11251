import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { WriteRequest } from '../../../spec/host/connector.ts';
import { type BrokenConnectors, connector, eachRow, overRequest, overWrite } from './breakage.ts';

type ChangeSets = WriteRequest['changeSets'];

/** What a host lends is not used, held on to, or waited for; what it asks beside a run is told wrong. */
export const BROKEN_TOWARDS_HOSTS: BrokenConnectors = {
  'a lane that is not heeded': {
    connector: overRequest(() => ({ context: { lane: undefined } })),
    caughtBy: ['L-1a', 'L-1b'],
  },
  'a source that is never closed': {
    connector: overRequest(({ changeSets }) => ({ changeSets: withoutReturn(changeSets) })),
    caughtBy: ['D-6d', 'T-9e', 'T-10f'],
  },
  'a sink that is waited for without end': {
    connector: overWrite(async (request, context) => {
      const handed: (void | Promise<void>)[] = [];
      const onRowResult = (result: Parameters<typeof context.onRowResult>[0]) => {
        const taken = context.onRowResult(result);
        handed.push(taken);
        return taken;
      };
      const summary = await connector.write(request, { ...context, onRowResult });
      await Promise.all(handed);
      return summary;
    }),
    caughtBy: ['T-9h'],
  },
  'a listener that stays on the signal': {
    connector: overRequest((_request, { signal }) => {
      signal?.addEventListener('abort', () => undefined);
      return {};
    }),
    caughtBy: ['T-9i'],
  },
  'a logger that may end the run': {
    connector: overRequest((_request, { logger }) => {
      logger?.debug({}, 'About to start.');
      return {};
    }),
    caughtBy: ['T-12a'],
  },
  'a progress display that is waited for': {
    connector: overRequest((_request, { onProgress, onRowResult }) => {
      let shown: void | Promise<void>;
      return {
        context: {
          ...(onProgress && {
            onProgress: (progress) => {
              shown = onProgress(progress);
            },
          }),
          onRowResult: async (result) => {
            await shown;
            return onRowResult(result);
          },
        },
      };
    }),
    caughtBy: ['T-12d'],
  },
  'requests that are not told': {
    connector: overRequest(() => ({ context: { onRequest: undefined } })),
    caughtBy: ['O-1a', 'O-1b', 'O-1c'],
  },
  'requests that are told with what is in them': {
    connector: overRequest(({ changeSets }, { onRequest }) => {
      let last: ChangeRow | undefined;
      return {
        changeSets: eachRow(changeSets, (row) => {
          last = row;
          return row;
        }),
        context: {
          ...(onRequest && {
            onRequest: (event) =>
              onRequest(event.kind === 'request' ? { ...event, verdict: String(last?.segment_code) } : event),
          }),
        },
      };
    }),
    caughtBy: ['O-1c'],
  },
  'a listing that leaves something out': {
    connector: {
      ...connector,
      async *segments(request, context) {
        for await (const page of connector.segments(request, context))
          yield { ...page, segments: page.segments.slice(1) };
      },
    },
    caughtBy: ['H-14a'],
  },
  'a drop-down without the right value': {
    connector: {
      ...connector,
      options: async (request, context) => (await connector.options(request, context)).slice(1),
    },
    caughtBy: ['H-14b'],
  },
};

/** The same source, which cannot be told that nobody reads on. */
const withoutReturn = (changeSets: ChangeSets): ChangeSets => ({
  [Symbol.asyncIterator]() {
    const iterator =
      Symbol.asyncIterator in changeSets ? changeSets[Symbol.asyncIterator]() : changeSets[Symbol.iterator]();
    return { next: async () => iterator.next() };
  },
});
