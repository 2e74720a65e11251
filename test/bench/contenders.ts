import ky from 'ky';
import { Pool } from 'undici';
import { write } from '../../connector/index.ts';
import { reconcile } from '../../connector/reconcile/index.ts';
import { ownedSnapshot } from './owned.ts';
import { codeAt, FIELDS, nameAt } from './segment.ts';

/** What is measured: each delivers `rows` rows to the server and resolves with the number of requests it took. */
export const CONTENDERS = {
  write: connectorRun,
  ky: kyLoop,
  undici: undiciLoop,
  single: oneByOne,
  list: fullList,
} as const;
export type Contender = keyof typeof CONTENDERS;

const BATCH = 5_000;
const IMPORT_ID = '32f8e031-c532-41bb-b25e-65bdb677a96f';
const API_KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const PATH = `/audience-api/v1/imports/${IMPORT_ID}/segments`;
const HEADERS = { 'content-type': 'application/json', 'x-api-key': API_KEY };

/** A change-set's rows, as a host would hand them over: every contender starts from these. */
export function* changeSets(count: number, size = BATCH) {
  for (let from = 0; from < count; from += size) {
    yield {
      rows: Array.from({ length: Math.min(size, count - from) }, (_, at) => ({
        rowId: `row-${from + at}`,
        change: 'added' as const,
        segment_code: codeAt(from + at),
        segment_name: nameAt(from + at),
        ...FIELDS,
      })),
    };
  }
}

type Rows = ReturnType<typeof changeSets> extends Generator<{ rows: infer List }> ? List : never;

const bodyOf = (rows: Rows): string =>
  JSON.stringify({
    operations: rows.map(({ segment_code, segment_name, description, cpm }) => ({
      operation: 'Create',
      data: { code: segment_code, name: segment_name, description, cpm },
    })),
  });

/** The connector. */
async function connectorRun(origin: string, count: number, batchSize = BATCH): Promise<number> {
  let succeeded = 0;
  const { requests } = await write(
    {
      config: { importId: IMPORT_ID, apiKey: API_KEY },
      target: { segmentName: 'Everyone' },
      mode: 'upsert',
      changeSets: changeSets(count),
      delivery: { baseUrl: origin, batchSize },
    },
    {
      onRowResult: ({ status }) => {
        if (status === 'succeeded') succeeded += 1;
      },
    },
  );
  if (succeeded !== count) throw new Error(`${succeeded} of ${count} rows succeeded.`);
  return requests.sent;
}

let owned: Awaited<ReturnType<typeof ownedSnapshot>> | undefined;

/** What a contender needs that is not part of what is measured; resolves with what takes it away again. */
export async function prepare(contender: Contender, origin: string, count: number): Promise<() => Promise<void>> {
  if (contender !== 'list') return async () => undefined;
  owned = await ownedSnapshot(IMPORT_ID, origin, count);
  return owned.remove;
}

/** A full list that is in effect already: nothing is to be sent, all is to be compared. */
async function fullList(origin: string, count: number): Promise<number> {
  if (owned === undefined) throw new Error('Nothing was prepared.');
  let unchanged = 0;
  const { requests } = await reconcile(
    {
      config: { importId: IMPORT_ID, apiKey: API_KEY },
      snapshot: owned.snapshot,
      list: changeSets(count),
      delivery: { baseUrl: origin },
    },
    {
      onRowResult: ({ outcome }) => {
        if (outcome === 'unchanged') unchanged += 1;
      },
    },
  );
  if (unchanged !== count) throw new Error(`${unchanged} of ${count} rows were as they are.`);
  return requests.sent;
}

/** The bare loop: JSON and undici, nothing else. No row is told anything. */
async function undiciLoop(origin: string, count: number): Promise<number> {
  const pool = new Pool(origin, { connections: 1 });
  let sent = 0;
  for (const { rows } of changeSets(count)) {
    const answer = await pool.request({ method: 'PATCH', path: PATH, headers: HEADERS, body: bodyOf(rows) });
    await answer.body.json();
    sent += 1;
  }
  await pool.close();
  return sent;
}

/** The bare loop over ky, the connector's own client. */
async function kyLoop(origin: string, count: number): Promise<number> {
  const api = ky.create({ prefixUrl: origin, headers: HEADERS, retry: 0, timeout: false });
  let sent = 0;
  for (const { rows } of changeSets(count)) {
    await api.patch(PATH.slice(1), { body: bodyOf(rows) }).json();
    sent += 1;
  }
  return sent;
}

/** One request a segment, one after the other. */
async function oneByOne(origin: string, count: number): Promise<number> {
  let sent = 0;
  for (const { rows } of changeSets(count)) {
    for (const { segment_code, segment_name, description, cpm } of rows) {
      const body = JSON.stringify({ code: segment_code, name: segment_name, description, cpm });
      const answer = await fetch(`${origin}${PATH}`, { method: 'POST', headers: HEADERS, body });
      await answer.json();
      sent += 1;
    }
  }
  return sent;
}
