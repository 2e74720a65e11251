import { manifest } from '../../connector/index.ts';
import type { DestinationConnector } from '../../spec/destination/connector.ts';

const none = { received: 0, succeeded: 0, failed: 0, skipped: 0 };

/** Well described, always content, and never doing anything. */
export const IDLE: DestinationConnector = {
  manifest: { ...manifest, capabilities: { ...manifest.capabilities, segments: false, options: [] } },
  check: async () => ({ status: 'succeeded', message: 'Everything is fine.', steps: [], fieldErrors: [] }),
  write: async () => ({
    status: 'completed',
    dryRun: false,
    rows: none,
    outcomes: { created: 0, updated: 0, deleted: 0, unchanged: 0 },
    requests: { sent: 0, retried: 0 },
    durationMs: 0,
  }),
};

/** Reads everything, and calls everything a success. */
export const CONTENT: DestinationConnector = {
  manifest: IDLE.manifest,
  check: async (_request, { onStep } = {}) => {
    const step = { id: 'config', status: 'passed' as const, message: 'Everything is fine.' };
    try {
      onStep?.(step);
    } catch {
      // Content with that too.
    }
    return { status: 'succeeded', message: 'Everything is fine.', steps: [step], fieldErrors: [] };
  },
  write: async ({ changeSets }, { onRowResult }) => {
    let received = 0;
    for await (const { id, rows } of changeSets) {
      received += rows.length;
      for (const { rowId } of rows) {
        await onRowResult({ rowId, changeSetId: id, status: 'succeeded', outcome: 'created', operation: 'put' });
      }
    }
    const summary = await IDLE.write({ config: {}, mode: 'upsert', changeSets: [] }, { onRowResult });
    return { ...summary, rows: { ...none, received, succeeded: received } };
  },
};
