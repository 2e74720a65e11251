/** What the server refused, in its own words. */
class Refused extends Error {
  override readonly name = 'Refused';
}

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return (await ask(path, signal === undefined ? {} : { signal })).json() as Promise<Answer>; // The server's own types: protocol.ts.
}

export async function getText(path: string): Promise<string> {
  return (await ask(path, {})).text();
}

export async function post<Answer = object>(path: string, body: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json() as Promise<Answer>; // As above.
}

export async function postFile<Answer = object>(path: string, file: Blob): Promise<Answer> {
  const headers = { 'content-type': 'application/octet-stream' };
  return (await ask(path, { method: 'POST', headers, body: file })).json() as Promise<Answer>; // As above.
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused('The program that serves this page cannot be reached. Is it still running?');
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  const told = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  throw new Refused(typeof told === 'string' ? told : 'The request could not be carried out.');
}

export const wordsOf = (error: unknown): string =>
  error instanceof Refused ? error.message : 'Something went wrong in this page. Reload it.';
