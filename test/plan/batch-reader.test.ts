import { describe, expect, it } from '@jest/globals';
import { BatchReader, type ReaderOptions } from '../../connector/plan/batch-reader.ts';
import type { Folding } from '../../connector/plan/segment-code.ts';
import type { ChangeSet } from '../../spec/host/change-set.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { contextOf, target } from './asked.ts';

const quiet = () => {};

function readerOf(changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>, more: Partial<ReaderOptions> = {}) {
  const warnings: string[] = [];
  const log = {
    trace: quiet,
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (_: object, text = '') => void warnings.push(text),
  };
  const reader = new BatchReader(changeSets, {
    ...contextOf('mirror', target),
    batchSize: 10,
    maxBatchWaitMs: Number.POSITIVE_INFINITY,
    maxDeletes: Number.POSITIVE_INFINITY,
    clock: new VirtualClock(),
    log,
    cancel: new AbortController().signal,
    isStopped: () => false,
    foldsCodes: () => undefined,
    onReceived: async () => {},
    ...more,
  });
  return { reader, warnings };
}

const row = (segment_code: string, change: 'added' | 'removed' = 'added') => ({
  rowId: segment_code,
  segment_code,
  change,
});

/** The codes of the batches; `at` is told before each is taken up. */
async function codesOf(reader: BatchReader, at: (batch: number) => void = quiet): Promise<string[][]> {
  const all: string[][] = [];
  for await (const batch of reader) {
    all.push(batch.map(({ code }) => code));
    at(all.length);
  }
  return all;
}

describe('reading batches', () => {
  it('T-3: once codes are folded, what waits goes out first, and a held removal gives way to any spelling', async () => {
    let folds: Folding | undefined;
    const changeSets = [
      { rows: [row('A', 'removed'), ...Array.from({ length: 10 }, (_, n) => row(`c${n}`))] },
      { rows: [row('Early')] },
      { rows: [row('early'), row('a')] },
    ];
    async function* source() {
      for (const changeSet of changeSets) {
        await new Promise(setImmediate);
        yield changeSet;
        // Learned while the second is under way.
        if (changeSet === changeSets[1]) folds = 'case';
      }
    }
    const superseded: string[] = [];
    const { reader } = readerOf(source(), {
      maxDeletes: 5,
      foldsCodes: () => folds,
      onReceived: async (_, settled) =>
        void superseded.push(...settled.map(({ rowId, error }) => `${rowId} ${error.code}`)),
    });
    expect((await codesOf(reader)).slice(1)).toEqual([['Early'], ['early', 'a']]);
    expect(superseded).toEqual(['A superseded']);
  });

  it('S-7: generated codes are warned of once a run', async () => {
    const named = (name: string) => ({ rows: [{ rowId: name, segment_name: name, change: 'added' as const }] });
    const { reader, warnings } = readerOf([named('One'), named('Two')]);
    await codesOf(reader);
    expect(warnings).toEqual([expect.stringContaining('Segment codes are generated from names.')]);
  });

  it('P-6: reads one batch ahead while the last one is under way, and no further', async () => {
    let pulled = 0;
    function* source(): Generator<ChangeSet> {
      for (; pulled < 100; pulled += 1) yield { rows: Array.from({ length: 10 }, (_, n) => row(`c${pulled}_${n}`)) };
    }
    const { reader } = readerOf(source());
    const ahead: number[] = [];
    for await (const _ of reader) {
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      ahead.push(pulled);
    }
    expect(ahead.slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
  });

  it('T-1: what was read and not taken up is there for who must settle it', async () => {
    const { reader } = readerOf(
      [{ rows: [row('a', 'removed'), ...Array.from({ length: 25 }, (_, n) => row(`c${n}`))] }],
      {
        maxDeletes: 5,
      },
    );
    for await (const batch of reader) {
      expect(batch).toHaveLength(10);
      break;
    }
    expect((await reader.remaining()).map(({ code }) => code).sort()).toEqual(
      ['a', ...Array.from({ length: 25 }, (_, n) => `c${n}`)].sort(),
    );
  });
});
