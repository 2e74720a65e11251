import { write } from '../../../connector/index.ts';
import { changeSets } from '../contenders.ts';

/** What a run of write() took of this process, in microseconds of user CPU, without the answering. */
export async function cpuOfRun(rows: number, batchSize: number): Promise<number> {
  let answering = 0;
  const answer: typeof fetch = async (_input, init) => {
    const since = process.cpuUsage();
    const { operations } = JSON.parse(String(init?.body)) as { operations: { data: object }[] }; // The connector's own.
    const items = operations.map(({ data }) => ({ ...data, updated_at: '2100-01-01T00:00:00.000Z' }));
    const response = new Response(JSON.stringify({ items }), { headers: { 'content-type': 'application/json' } });
    answering += process.cpuUsage(since).user;
    return response;
  };
  const since = process.cpuUsage();
  const { rows: told } = await write(
    {
      config: { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' },
      mode: 'upsert',
      changeSets: changeSets(rows),
      delivery: { batchSize },
    },
    { fetch: answer, onRowResult: () => undefined },
  );
  if (told.succeeded !== rows) throw new Error(`${told.succeeded} of ${rows} rows succeeded.`);
  return process.cpuUsage(since).user - answering;
}
