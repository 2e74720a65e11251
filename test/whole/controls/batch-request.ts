import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';

/** An answer as a naive connector reads it; no status when it was lost. */
export interface Sent {
  readonly status: number | undefined;
  readonly items: readonly unknown[];
}

/** Sends rows as Create operations. */
export async function batchRequest(
  fetch: typeof globalThis.fetch,
  sandbox: Sandbox,
  batch: readonly ChangeRow[],
): Promise<Sent> {
  const operations = batch.map(({ segment_code: code, segment_name: name }) => ({
    operation: 'Create',
    data: { code, name },
  }));
  try {
    const response = await fetch(`${sandbox.inProcessBaseUrl}/imports/${sandbox.importId}/segments`, {
      method: 'PATCH',
      headers: { 'x-api-key': sandbox.keys.write, 'content-type': 'application/json' },
      body: JSON.stringify({ operations }),
    });
    const answer: unknown = response.ok ? await response.json() : {};
    const items = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : [];
    return { status: response.status, items: Array.isArray(items) ? items : [] };
  } catch {
    return { status: undefined, items: [] };
  }
}
