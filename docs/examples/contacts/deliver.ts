/** One batch to the service, and what became of each contact in it: by address, never by position. */
import { setTimeout as pass } from 'node:timers/promises';
import type { Change } from '../any-destination/changes.ts';
import type { Told } from '../any-destination/destination.ts';
import type { Api } from '../any-destination/requests.ts';
import type { Delivery } from '../any-destination/settings.ts';
import type { Body } from './answers.ts';
import type { Put } from './rows.ts';
import { errorOf } from './settings.ts';

type Contacts = Api<typeof Body>;

export async function deliver(api: Contacts, batch: readonly Change<Put>[], delivery: Delivery, gone: AbortSignal) {
  const told = new Map<string, Told>();
  const contacts = batch.map(({ key, put }) => put ?? { email: key, delete: true });
  const sent = await api.send('batch', 'contacts/bulk', { contacts });
  const results = sent.body?.job === undefined ? [] : await resultsOf(api, sent.body.job, delivery, gone);
  for (const { email, status, message } of results ?? []) {
    const error = errorOf('refused', { message: `The service refuses it: ${message}` });
    told.set(email, status === 'refused' ? { error } : { outcome: status });
  }
  const open = batch.filter(({ key }) => !told.has(key));
  // A refusal settles it. A success that does not tell of a contact proves nothing; nor does an answer that got lost (T-2, T-3).
  const settled = sent.doubt ? undefined : sent.error;
  const found = settled || open.length === 0 ? undefined : await lookup(api, open);
  for (const { key, put } of open) {
    const inEffect = found !== undefined && isAsWanted(put, found.get(key));
    // What is not seen may still come (T-4).
    told.set(key, inEffect ? { outcome: 'unchanged' } : { error: settled ?? errorOf('outcome_unknown') });
  }
  return told;
}

/** What a job says of its contacts; nothing where it does not end in time, or in the time that a cancelled run has. */
async function resultsOf(api: Contacts, job: string, { timeoutMs, backoffMs }: Delivery, gone: AbortSignal) {
  for (const from = performance.now(); performance.now() - from < timeoutMs && !gone.aborted; ) {
    const { body, error } = await api.send('confirm', `jobs/${encodeURIComponent(job)}`, undefined, gone);
    if (error || body?.results) return body?.results;
    await pass(backoffMs, undefined, { signal: gone }).catch(() => undefined);
  }
  return undefined;
}

/** The contacts that are there; nothing where that cannot be read. */
async function lookup(api: Contacts, changes: readonly Change<Put>[]) {
  const { body } = await api.send('confirm', 'contacts/lookup', { emails: changes.map(({ key }) => key) });
  return body?.contacts && new Map(body.contacts.map((contact) => [contact.email, contact]));
}

function isAsWanted(put: Put | undefined, kept: Put | undefined): boolean {
  if (put === undefined || kept === undefined) return put === kept;
  return (put.name ?? kept.name) === kept.name && (put.score ?? kept.score) === kept.score;
}
