/** Opens the snapshot at argv[2], records one entry, says so, and holds it until its input ends; or says why it cannot. */
import { fileSnapshot } from '../../../connector/reconcile/index.ts';

const [path = '', name = ''] = process.argv.slice(2);
try {
  const session = await fileSnapshot(path).open({ baseUrl: 'https://example.com', importId: 'x', owner: 'default' });
  await session.record([{ set: { code: name, pending: { operation: 'Create', fields: { name } } } }]);
  process.stdout.write('held\n');
  for await (const _ of process.stdin);
  await session.close();
} catch (error) {
  process.stdout.write(`${String((error as { code?: unknown }).code)}\n`); // A ConnectorError's.
}
