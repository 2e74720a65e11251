/** A run in a process that may be killed: writes the rows of a file, and prints each result as it settles. */
import { readFile } from 'node:fs/promises';
import { write } from '../../../connector/index.ts';

const [baseUrl = '', importId, apiKey, file = ''] = process.argv.slice(2);
await write(
  {
    config: { importId, apiKey },
    target: { segmentName: 'Everyone' },
    mode: 'mirror',
    changeSets: [{ rows: JSON.parse(await readFile(file, 'utf8')) }],
    // What is not seen is looked for again after the deadline, or after 10 s (T-4): time is real here.
    delivery: { baseUrl, batchSize: 8, backoffMs: 1, timeoutMs: 1_000 },
  },
  { onRowResult: (result) => void process.stdout.write(`${JSON.stringify(result)}\n`) },
);
