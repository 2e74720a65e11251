import type { ChangeSet } from '../../../spec/host/change-set.ts';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Sent } from './batch-request.ts';

/** What a naive connector has of a run: the rows, the API, and somebody to tell. */
export interface NaiveRun {
  readonly changeSets: readonly ChangeSet[];
  readonly batchSize: number;
  readonly send: (batch: readonly Row[]) => Promise<Sent>;
  readonly tell: (result: RowResult) => void;
  readonly isCancelled: () => boolean;
}
type Row = ChangeSet['rows'][number];

const succeeded = (row: Row): RowResult => ({
  rowId: row.rowId,
  status: 'succeeded',
  outcome: 'created',
  operation: 'Create',
  segmentCode: String(row.segment_code),
});
const failed = (
  row: Row,
  code: 'duplicate_segment_code' | 'rejected_by_permutive' | 'service_unavailable' | 'cancelled',
): RowResult => ({
  rowId: row.rowId,
  status: 'failed',
  outcome: null,
  operation: 'Create',
  segmentCode: String(row.segment_code),
  error: errorDetail(code),
});
const batchesOf = ({ changeSets, batchSize }: NaiveRun): Row[][] => {
  const rows = changeSets.flatMap((set) => [...set.rows]);
  return Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, at) =>
    rows.slice(at * batchSize, (at + 1) * batchSize),
  );
};

/** Connectors as they are usually written: each breaks one promise. None of them is used for anything but to be caught. */
export const VARIANTS: Record<string, (run: NaiveRun) => Promise<void>> = {
  /** A lost answer is answered by sending again; the conflict with itself becomes a failure. */
  'blind retry reported as duplicate': async (run) => {
    for (const batch of batchesOf(run)) {
      let sent = await run.send(batch);
      if (sent.status === undefined) sent = await run.send(batch);
      for (const row of batch) run.tell(sent.status === 200 ? succeeded(row) : failed(row, 'duplicate_segment_code'));
    }
  },

  /** Results are taken from `items` by their place: a short list leaves rows without one. */
  'results zipped by position': async (run) => {
    for (const batch of batchesOf(run)) {
      const { items } = await run.send(batch);
      items.forEach((_, at) => {
        const row = batch[at];
        if (row !== undefined) run.tell(succeeded(row));
      });
    }
  },

  /** A bulk helper that rejects on a 500: what came after is never reported. */
  'abort on the first 500': async (run) => {
    for (const batch of batchesOf(run)) {
      const { status = 0 } = await run.send(batch);
      for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'service_unavailable'));
      if (status >= 500) return;
    }
  },

  /** Halving that takes the right half for good once the left half held a fault. */
  'halving that forgets the right half': async (run) => {
    const narrow = async (batch: readonly Row[]): Promise<void> => {
      const { status } = await run.send(batch);
      const [only] = batch;
      if (status === 200) for (const row of batch) run.tell(succeeded(row));
      else if (batch.length === 1 && only !== undefined) run.tell(failed(only, 'rejected_by_permutive'));
      else {
        const middle = Math.floor(batch.length / 2);
        await narrow(batch.slice(0, middle));
        for (const row of batch.slice(middle)) run.tell(succeeded(row));
      }
    };
    for (const batch of batchesOf(run)) await narrow(batch);
  },

  /** "Assume the whole batch succeeded" on an answer that was lost. */
  'success assumed after a lost answer': async (run) => {
    for (const batch of batchesOf(run)) {
      const { status = 200 } = await run.send(batch);
      for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'rejected_by_permutive'));
    }
  },

  /** Failed because the batch failed, though a server may apply the good part of it. */
  'a refused batch fails as a whole': async (run) => {
    for (const batch of batchesOf(run)) {
      const { status } = await run.send(batch);
      for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'rejected_by_permutive'));
    }
  },

  /** A retry that reports its rows once for each attempt. */
  'rows reported once an attempt': async (run) => {
    for (const batch of batchesOf(run)) {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const { status } = await run.send(batch);
        for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'service_unavailable'));
        if (status === 200) break;
      }
    }
  },

  /** Sends on at once, whatever Retry-After says. */
  'Retry-After ignored': async (run) => {
    for (const batch of batchesOf(run)) {
      let { status } = await run.send(batch);
      while (status === 429) status = (await run.send(batch)).status;
      for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'service_unavailable'));
    }
  },

  /** All batches at once. */
  'batches in parallel': async (run) => {
    await Promise.all(
      batchesOf(run).map(async (batch) => {
        const { status } = await run.send(batch);
        for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'service_unavailable'));
      }),
    );
  },

  /** What is there already counts as its own work. */
  'what was there before claimed as created': async (run) => {
    for (const batch of batchesOf(run)) {
      const { status } = await run.send(batch);
      for (const row of batch)
        run.tell(status === 200 || status === 409 ? succeeded(row) : failed(row, 'rejected_by_permutive'));
    }
  },

  /** A cancelled run is told of between batches, and heeded after the next one. */
  'a batch sent after the run was cancelled': async (run) => {
    let [cancelled, heeded] = [false, false];
    for (const batch of batchesOf(run)) {
      const { status } = heeded ? { status: 0 } : await run.send(batch);
      for (const row of batch) run.tell(status === 200 ? succeeded(row) : failed(row, 'cancelled'));
      heeded = cancelled;
      cancelled = run.isCancelled();
    }
  },

  /** What was on its way when the run was cancelled is told not to have been sent. */
  'a batch in flight told as cancelled': async (run) => {
    for (const batch of batchesOf(run)) {
      const { status } = run.isCancelled() ? { status: 0 } : await run.send(batch);
      const accepted = status === 200 && !run.isCancelled();
      for (const row of batch) run.tell(accepted ? succeeded(row) : failed(row, 'cancelled'));
    }
  },
};
