import type { ChangeRow } from '../../../spec/host/change-set.ts';
import { errorDetail } from '../../../spec/host/errors.ts';
import { type BrokenConnectors, connector, eachRow, overRequest } from './breakage.ts';

/** Runs that forget what a host asked for, remember what they should not, or tell what is not so. */
export const BROKEN_RUNS: BrokenConnectors = {
  'a cache between runs that reports what it has not seen': {
    connector: remembering(),
    caughtBy: ['P-3b', 'T-8d'],
  },
  'a first container that is taken for every other': {
    connector: sticking(),
    caughtBy: ['T-8e'],
  },
  'a narrowing without bound': {
    connector: overRequest((request, context) => {
      const rows = new Map<string, ChangeRow>();
      return {
        changeSets: eachRow(request.changeSets, (row) => {
          rows.set(row.rowId, row);
          return row;
        }),
        context: {
          onRowResult: async (result) => {
            const row = rows.get(result.rowId);
            if (result.error?.code !== 'not_isolated' || row === undefined) return context.onRowResult(result);
            await connector.write({ ...request, changeSets: [{ rows: [row] }] }, context);
          },
        },
      };
    }),
    caughtBy: ['T-7a'],
  },
  'a log order that is not heeded': {
    connector: overRequest(({ changeSets }) => ({
      changeSets: eachSet(changeSets, ({ order: _order, ...set }) => set),
    })),
    caughtBy: ['P-3d'],
  },
  'a flush that is not heeded': {
    connector: overRequest(({ changeSets }) => ({
      changeSets: eachSet(changeSets, ({ flush: _flush, ...set }) => set),
    })),
    caughtBy: ['D-10b'],
  },
  'a row that waits for company longer than it may': {
    connector: overRequest(({ delivery: { maxBatchWaitMs: _wait, ...delivery } = {} }) => ({ delivery })),
    caughtBy: ['D-10a'],
  },
  'a source that is read on after a fatal error': {
    connector: overRequest(() => ({ afterFatal: 'read' })),
    caughtBy: ['D-6d'],
  },
  'doubt that is told as a failure': {
    connector: overRequest((_request, { onRowResult }) => ({
      context: {
        onRowResult: (result) =>
          onRowResult(result.error?.code === 'outcome_unknown' ? { ...result, error: errorDetail('timeout') } : result),
      },
    })),
    caughtBy: ['T-1d', 'T-2e', 'T-2f', 'T-9g'],
  },
  'doubt that is told as cancelled at a stop': {
    connector: overRequest((_request, { onRowResult, signal }) => ({
      context: {
        onRowResult: (result) =>
          onRowResult(
            result.error?.code === 'outcome_unknown' && signal?.aborted
              ? { ...result, error: errorDetail('cancelled') }
              : result,
          ),
      },
    })),
    caughtBy: ['T-9g'],
  },
  'a dry run that promises success': {
    connector: overRequest(({ dryRun }, { onRowResult }) => ({
      context: {
        onRowResult: (result) =>
          onRowResult(
            dryRun && result.status === 'succeeded'
              ? { ...result, outcome: 'created' as const, operation: 'Create' }
              : result,
          ),
      },
    })),
    caughtBy: ['P-7b', 'P-7c'],
  },
  'rows that are none and are dropped': {
    connector: overRequest(({ changeSets }) => ({
      changeSets: eachSet(changeSets, (set) => ({
        ...set,
        rows: set.rows.filter((row) => typeof row === 'object' && row),
      })),
    })),
    caughtBy: ['T-10i'],
  },
  'an error code that is not in the catalogue': {
    connector: overRequest((_request, { onRowResult }) => ({
      context: {
        onRowResult: ({ error, ...result }) =>
          onRowResult(
            error?.code === 'network_error'
              ? { ...result, error: { ...error, code: 'line_cut' as typeof error.code } } // Wrong on purpose.
              : { ...result, ...(error && { error }) },
          ),
      },
    })),
    caughtBy: ['M-2h'],
  },
};

async function* eachSet<Set extends { rows: readonly ChangeRow[] }>(
  changeSets: AsyncIterable<Set> | Iterable<Set>,
  change: (set: Set) => Set,
) {
  for await (const set of changeSets) yield change(set);
}

/** Takes a row that it has written once, to the same address, for done; the first of a run it sends always. */
function remembering() {
  const done = new Set<string>();
  return overRequest(({ changeSets, config, delivery, dryRun }, { onRowResult }) => {
    const rows = new Map<string, string>();
    const nameOf = (row: ChangeRow) => JSON.stringify([delivery?.baseUrl, config, row]);
    async function* unknown() {
      for await (const set of changeSets) {
        const sent: ChangeRow[] = [];
        for (const row of set.rows) {
          // What is no row, or cannot be read, is not this one's business.
          const known = isReadable(row);
          if (known && rows.size > 0 && done.has(nameOf(row))) {
            const about = { rowId: row.rowId, changeSetId: set.id ?? '', segmentCode: null, operation: null };
            await onRowResult({ ...about, status: 'succeeded', outcome: 'unchanged' });
            continue;
          }
          if (known) rows.set(row.rowId, nameOf(row));
          sent.push(row);
        }
        yield { ...set, rows: sent };
      }
    }
    return {
      ...(!dryRun && { changeSets: unknown() }),
      context: {
        onRowResult: (result) => {
          const name = rows.get(result.rowId);
          if (name !== undefined && result.status === 'succeeded') done.add(name);
          return onRowResult(result);
        },
      },
    };
  });
}

function isReadable(row: ChangeRow): boolean {
  try {
    return typeof row === 'object' && row !== null && JSON.stringify(row) !== undefined;
  } catch {
    return false;
  }
}

/** Writes to the first import that it ever met at an address. */
function sticking() {
  const first = new Map<string | undefined, unknown>();
  return overRequest(({ config, delivery }) => {
    if (!first.has(delivery?.baseUrl)) first.set(delivery?.baseUrl, config);
    return { config: first.get(delivery?.baseUrl) };
  });
}
