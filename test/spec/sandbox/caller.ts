import { afterEach } from '@jest/globals';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';

/** The two ways into a sandbox; they must not be told apart. */
export const WAYS = ['over HTTP', 'in process'] as const;
export type Way = (typeof WAYS)[number];

export interface Told {
  readonly status: number;
  readonly type: string | null;
  readonly retryAfter: string | null;
  /** The server's clock, milliseconds; not a number when it is not told. */
  readonly date: number;
  readonly text: string;
  /** Of the text; undefined when it is not JSON. */
  readonly json: unknown;
}

export interface Caller {
  readonly sandbox: Sandbox;
  readonly base: string;
  /** Sends to a path below the import's, or to one below the base when it starts with a slash. */
  call(
    method: string,
    path: string,
    body?: unknown,
    more?: { key?: string | null; signal?: AbortSignal },
  ): Promise<Told>;
  batch(...operations: readonly unknown[]): Promise<Told>;
}

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

/** A fresh sandbox and a way to talk to it; closed after the test. */
export async function enter(way: Way, options: SandboxOptions = {}): Promise<Caller> {
  const sandbox = createSandbox(options);
  open.push(sandbox);
  const base = way === 'over HTTP' ? await sandbox.listen() : sandbox.inProcessBaseUrl;
  const send = way === 'over HTTP' ? fetch : sandbox.fetch;
  const call: Caller['call'] = async (method, path, body, { key = sandbox.keys.write, signal } = {}) => {
    const url = path.startsWith('/') ? `${base}${path}` : `${base}/imports/${sandbox.importId}/${path}`;
    const response = await send(url, {
      method,
      headers: {
        ...(key !== null && { 'x-api-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return {
      status,
      type: headers.get('content-type'),
      retryAfter: headers.get('retry-after'),
      date: Date.parse(headers.get('date') ?? ''),
      text,
      json: parsed(text),
    };
  };
  return { sandbox, base, call, batch: (...operations) => call('PATCH', 'segments', { operations }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const create = (code: string, fields: object = {}) => ({
  operation: 'Create',
  data: { code, name: `Name of ${code}`, ...fields },
});
export const update = (code: string, data: object) => ({ operation: 'Update', code, data });
export const remove = (code: string) => ({ operation: 'Delete', code });

/** Several segments to put. */
export const some = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ code: `code_${at}`, name: `Name of code_${at}` }));

/** The codes an import holds. */
export const held = (sandbox: Sandbox): string[] => sandbox.segments().map(({ code }) => code);

/** The codes a batch's answer lists. */
export const listed = (told: Told): unknown =>
  (told.json as { items?: { code: string }[] }).items?.map(({ code }) => code); // The forms test checks the shape.
