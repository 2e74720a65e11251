import type { Judged } from './judged.ts';

/** 8 MiB (P-9). */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_OPERATIONS = 5_000;

/** What every request must be like, whatever it is for. */
export function* lawfulRequests({ exchanges, delivery, results, summary }: Judged): Generator<string> {
  const key = exchanges[0]?.headers.get('x-api-key') ?? undefined;
  if (key !== undefined && JSON.stringify([results, summary]).includes(key)) yield 'X-1: the key is in a result';
  for (const { method, path, body, headers } of exchanges) {
    const name = `${method} ${path}`;
    if (key !== undefined && (path + body).includes(key)) yield `X-1: the key is in ${name}`;
    for (const [header, value] of headers)
      if (key !== undefined && header !== 'x-api-key' && value.includes(key)) yield `X-1: the key is in ${header}`;
    if (method !== 'PATCH') {
      if (method !== 'GET') yield `D-1: ${name} is no request of this connector`;
      continue;
    }
    yield* lawfulBatch(name, body, delivery?.batchSize ?? MAX_OPERATIONS);
  }
}

function* lawfulBatch(name: string, body: string, batchSize: number): Generator<string> {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) yield `P-9: ${name} is larger than 8 MiB`;
  const { operations } = JSON.parse(body) as { operations: { code?: string; data?: { code?: string } }[] }; // D-1; else it throws.
  if (operations.length > batchSize) yield `P-5: ${name} holds ${operations.length} operations`;
  const codes = operations.map(({ code, data }) => code ?? data?.code);
  if (new Set(codes).size !== codes.length) yield `P-3: ${name} names a code twice`;
  if (/[:,[](null|"")[,}\]]/.test(body)) yield `S-8: ${name} sends an empty value`;
}
