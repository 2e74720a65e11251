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
    delivery: { baseUrl, batchSize: 8, backoffMs: 1 },
  },
  { onRowResult: (result) => void process.stdout.write(`${JSON.stringify(result)}\n`) },
);
