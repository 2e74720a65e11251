import { MAX_UPLOAD_BYTES, TOO_LARGE } from '../protocol.ts';

/** What went wrong with a request, in words for the reader. */
class RequestError extends Error {}

const UNREACHABLE = 'The set-up screen is not running any more. Start it again in the terminal.';

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new RequestError(UNREACHABLE);
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T; // Server and page are built together; protocol.ts says what is answered.
  const told = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : undefined;
  throw new RequestError(typeof told === 'string' ? told : `The request was refused (${response.status}).`);
}

export const get = <T>(path: string, query: Record<string, string> = {}): Promise<T> =>
  request(`${path}?${new URLSearchParams(query)}`);

export const post = <T>(path: string, body: object = {}): Promise<T> =>
  request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** A file that is too large is not begun with: a server that refuses half a file can no longer say why. */
export async function upload<T>(file: File): Promise<T> {
  if (file.size > MAX_UPLOAD_BYTES) throw new RequestError(TOO_LARGE);
  return request(`/api/upload?${new URLSearchParams({ name: file.name })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
}

/** The words of an error. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
