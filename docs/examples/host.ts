/** A host in 40 lines: loads the plugin, tests the settings, syncs two change-sets, keeps what must be sent again. */
import connector from 'destination-permutive';
import { createSandbox } from 'destination-permutive/sandbox';
import type { ChangeSet, RowResult } from 'destination-permutive/spec';

// Without an account: a local stand-in for Permutive. With one, leave `fetch` and `delivery` out.
const sandbox = createSandbox();
const config = { importId: sandbox.importId, apiKey: sandbox.keys.write };
const delivery = { baseUrl: sandbox.inProcessBaseUrl };
const { fetch } = sandbox;

const report = await connector.check({ config, delivery }, { fetch });
for (const step of report.steps) console.log(`${step.status.padEnd(8)} ${step.message}`);
if (report.status === 'failed') process.exit(2);

/** Pulled as the rows are sent: this could be a cursor over millions. */
async function* changeSets(): AsyncGenerator<ChangeSet> {
  yield {
    id: 'monday',
    rows: [
      { rowId: '1', change: 'added', segment_code: 'news', segment_name: 'News > Heavy readers' },
      { rowId: '2', change: 'added', segment_code: 'sport', segment_name: 'Sport', cpm: 1.2 },
      { rowId: '3', change: 'added', segment_code: 'two words', segment_name: 'Not a code' },
    ],
  };
  yield { id: 'tuesday', rows: [{ rowId: '4', change: 'removed', segment_code: 'sport' }] };
}

const again: RowResult[] = [];
const summary = await connector.write(
  { config, delivery, target: { segmentName: 'All readers' }, mode: 'mirror', changeSets: changeSets() },
  {
    fetch,
    onRowResult(result) {
      console.log(result.rowId, result.outcome ?? `${result.status}: ${result.error?.message}`);
      if (result.error?.retryable) again.push(result);
    },
  },
);
console.log(summary.status, summary.outcomes, `${again.length} rows to send again`);
