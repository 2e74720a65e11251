/** The invented service, as its documentation tells of it: an account for each token, bulk requests that become jobs. */
import type { Answer, Service, ServiceRequest, Thing } from 'destination-permutive/conformance';

export const TOKENS = { write: 'token-that-may-write', read: 'token-that-may-read', other: 'token-of-another-account' };
const ACCOUNTS = new Map([
  [TOKENS.write, { id: 'one', scopes: ['contacts:read', 'contacts:write'] }],
  [TOKENS.read, { id: 'one', scopes: ['contacts:read'] }],
  [TOKENS.other, { id: 'other', scopes: ['contacts:read', 'contacts:write'] }],
]);
type Sent = { contacts: { email: string; name?: string; score?: number; delete?: true }[]; emails: string[] };

export const json = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });
export const refusal = (status: number, message = 'No.'): Answer => json(status, { error: { message } });
export const sentIn = ({ body }: ServiceRequest): Sent => ({ contacts: [], emails: [], ...JSON.parse(body || '{}') });
const contactOf = ({ key: email, name, number: score }: Thing) => ({ email, name, score });

/** The routes of one such service, with the jobs it has begun. */
export function routes(): (request: ServiceRequest, service: Service) => Answer {
  const jobs: { results: object[]; asked: boolean }[] = [];
  return (request, service) => {
    const account = ACCOUNTS.get(request.headers.get('authorization')?.slice('Bearer '.length) ?? '');
    const kept = service.container(account?.id ?? '');
    if (account === undefined || kept === undefined) return refusal(401, 'No such token.');
    const { contacts, emails } = sentIn(request);
    const [, folder, name] = request.url.pathname.split('/');
    if (folder === 'account') return json(200, { scopes: account.scopes });
    if (name === 'lookup')
      return json(200, { contacts: emails.flatMap((email) => [kept.get(email) ?? []].flat().map(contactOf)) });
    if (folder === 'jobs') {
      const job = jobs[Number(name)];
      if (job === undefined) return refusal(404, 'No such job.');
      if (job.asked) return json(200, { results: job.results });
      job.asked = true; // It is still running when it is asked for the first time.
      return json(200, {});
    }
    if (!account.scopes.includes('contacts:write')) return refusal(403, 'The scope contacts:write is missing.');
    if (contacts.length > 500) return refusal(413, 'At most 500 contacts.');
    const results = contacts.map(({ email, name, score, delete: gone }) => {
      const became = gone ? kept.delete(email) : kept.put({ key: email, name, number: score });
      return {
        email,
        status: became === 'absent' ? 'unchanged' : became,
        message: became === 'refused' ? 'It bounces.' : undefined,
      };
    });
    jobs.push({ results, asked: false });
    return json(202, { job: String(jobs.length - 1) });
  };
}
