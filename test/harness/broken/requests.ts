import type { ChangeSet } from '../../../spec/host/change-set.ts';
import { codeOf } from '../../../spec/taxonomy/batch.ts';
import { type BrokenConnectors, eachRow, overRequest, rewriting } from './breakage.ts';

export const BROKEN_REQUESTS: BrokenConnectors = {
  'a dry run that writes': {
    connector: overRequest(() => ({ dryRun: false })),
    caughtBy: ['P-7a', 'P-7b', 'P-7c'],
  },
  'maxDeletes that is not heeded': {
    connector: overRequest(({ delivery: { maxDeletes: _maxDeletes, ...delivery } = {} }) => ({ delivery })),
    caughtBy: ['P-8a', 'P-8b'],
  },
  'a removed row that falls back on the target': {
    connector: overRequest(({ changeSets }) => ({
      changeSets: eachRow(changeSets, (row) =>
        row.change === 'removed' && row.segment_code === undefined ? { ...row, segment_code: 'everyone' } : row,
      ),
    })),
    caughtBy: ['S-3a', 'S-3b'],
  },
  'a key that is logged': {
    connector: overRequest(({ config }, { logger }) => {
      try {
        logger?.info({ config }, 'Settings.');
      } catch {
        // A logger that throws is no concern of this one's.
      }
      return {};
    }),
    caughtBy: ['X-1a', 'X-1b', 'X-1c'],
  },
  'a signal that is not heeded': {
    connector: overRequest((_request, { signal: _signal }) => ({ context: { signal: new AbortController().signal } })),
    caughtBy: ['T-9a', 'T-9b', 'T-9c', 'T-9d', 'T-9e', 'T-9f', 'T-9g', 'T-9h'],
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
    caughtBy: ['D-6d', 'D-10a', 'D-10b', 'P-6a', 'T-9e', 'T-10e'],
  },
  'batches that are never full': {
    connector: overRequest(({ delivery }) => ({ delivery: { batchSize: 4_999, ...delivery } })),
    caughtBy: ['P-5e'],
  },
  'a mode that is not checked': {
    connector: overRequest(({ mode }) => ({
      mode: ['add', 'remove', 'mirror', 'upsert'].includes(mode) ? mode : 'upsert',
    })),
    caughtBy: ['T-10c'],
  },
  'a default name that overwrites': {
    connector: overRequest(({ changeSets }) => ({
      changeSets: eachRow(changeSets, (row) =>
        row.segment_code !== undefined && row.segment_name === undefined && row.change !== 'removed'
          ? { ...row, segment_name: 'Everyone' }
          : row,
      ),
    })),
    caughtBy: ['S-4a'],
  },
  'codes that are made up in silence': {
    connector: overRequest((_request, { logger }) => ({
      context: { ...(logger && { logger: { ...logger, warn: () => undefined } }) },
    })),
    caughtBy: ['S-7a'],
  },
  'two operations of one code in a batch': {
    connector: overRequest(({ changeSets }, { fetch: send = fetch }) => {
      const twice = new Set<unknown>();
      return {
        changeSets: eachRow(changeSets, markingTwice(twice)),
        context: {
          fetch: rewriting(send, (operations) => [
            ...operations,
            ...operations.filter((operation) => twice.has(codeOf(operation))),
          ]),
        },
      };
    }),
    caughtBy: ['P-3a', 'P-3b', 'P-3c'],
  },
};

/** Marks the codes that two rows carry, and lets every row pass. */
function markingTwice(twice: Set<unknown>): (row: ChangeSet['rows'][number]) => ChangeSet['rows'][number] {
  const once = new Set<unknown>();
  return (row) => {
    if (once.has(row.segment_code) && row.change === 'added') twice.add(row.segment_code);
    once.add(row.segment_code);
    return row;
  };
}

async function* hoarded(changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>) {
  const all: ChangeSet[] = [];
  for await (const set of changeSets) {
    all.push(set);
    if (all.length > 1_000) break; // An endless source would take all memory.
  }
  yield* all;
}
