/** One batch to the service, and what became of each contact in it: by address, never by position. */
import { setTimeout as pass } from 'node:timers/promises';
import type { Api } from './api.ts';
import type { Change } from './changes.ts';
import { type ContactsError, type Delivery, errorOf } from './manifest.ts';

export type Told = { outcome?: 'created' | 'updated' | 'deleted' | 'unchanged'; error?: ContactsError };

export async function deliver(api: Api, batch: readonly Change[], delivery: Delivery, gone: AbortSignal) {
  const told = new Map<string, Told>();
  const contacts = batch.map(({ email, put }) => put ?? { email, delete: true });
  const sent = await api.send('batch', 'contacts/bulk', { contacts });
  const results = sent.body.job === undefined ? [] : await resultsOf(api, sent.body.job, delivery, gone);
  for (const { email, status, message } of results ?? []) {
    const error = errorOf('refused', { message: `The service refuses it: ${message}` });
    told.set(email, status === 'refused' ? { error } : { outcome: status });
  }
  const open = batch.filter(({ email }) => !told.has(email));
  // A refusal settles it. A success that does not tell of a contact proves nothing; nor does an answer that got lost (T-2, T-3).
  const settled = sent.doubt ? undefined : sent.error;
  const found = settled || open.length === 0 ? undefined : await lookup(api, open);
  for (const { email, put } of open) {
    const inEffect = found !== undefined && isAsWanted(put, found.get(email));
    // What is not seen may still come (T-4).
    told.set(email, inEffect ? { outcome: 'unchanged' } : { error: settled ?? errorOf('outcome_unknown') });
  }
  return told;
}

/** What a job says of its contacts; nothing where it does not end in time, or in the time that a cancelled run has. */
async function resultsOf(api: Api, job: string, { timeoutMs, backoffMs }: Delivery, gone: AbortSignal) {
  for (const from = performance.now(); performance.now() - from < timeoutMs && !gone.aborted; ) {
    const { body, error } = await api.send('confirm', `jobs/${encodeURIComponent(job)}`, undefined, gone);
    if (error || body.results) return body.results;
    await pass(backoffMs, undefined, { signal: gone }).catch(() => undefined);
  }
  return undefined;
}

/** The contacts that are there; nothing where that cannot be read. */
async function lookup(api: Api, changes: readonly Change[]) {
  const { body } = await api.send('confirm', 'contacts/lookup', { emails: changes.map(({ email }) => email) });
  return body.contacts && new Map(body.contacts.map((contact) => [contact.email, contact]));
}

/** What a put does not carry stays as it is. */
function isAsWanted(put: Change['put'], kept: Change['put']): boolean {
  if (put === undefined || kept === undefined) return put === kept;
  return (put.name ?? kept.name) === kept.name && (put.score ?? kept.score) === kept.score;
}
