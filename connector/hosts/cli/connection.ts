import type { CheckContext, CheckRequest } from '../../../spec/host/connector.ts';
import { withDefaults } from '../../../spec/host/delivery.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Io } from './io.ts';
import { proxyFor } from './proxy.ts';
import { readSettingsFile } from './settings-file.ts';

export interface ConnectionOptions {
  readonly config?: string;
  readonly sandbox?: boolean;
}

/** Where to, and as whom. `config` is what check() and write() validate. */
export interface Connection {
  readonly config: CheckRequest['config'];
  readonly baseUrl?: string;
  readonly transport: Pick<CheckContext, 'fetch'>;
  readonly target: { readonly segmentName?: unknown; readonly segmentCode?: unknown };
  readonly importId: string;
  /** As the import is called, where that is known. */
  readonly importName?: string;
  /** The proxy on the way, when there is one. */
  readonly proxy?: string;
  /** Where requests go. */
  readonly host: string;
  /** The embedded sandbox, when there is one. */
  readonly sandbox?: Sandbox;
}

const DEFAULT_BASE_URL = withDefaults().baseUrl;

/** Settings from the file, and from the environment what the file does not say; or an embedded sandbox (X-3: never an argument). */
export async function connect({ config: file, sandbox }: ConnectionOptions, io: Io): Promise<Connection> {
  if (sandbox) return connectToSandbox();
  const settings = file === undefined ? {} : await readSettingsFile(file);
  const { env } = io;
  const importId = settings.importId ?? (env['PERMUTIVE_IMPORT_ID'] || undefined);
  const apiKey = settings.apiKey ?? (env['PERMUTIVE_API_KEY'] || undefined);
  const baseUrl = settings.baseUrl ?? (env['PERMUTIVE_BASE_URL'] || undefined);
  if (importId === undefined || apiKey === undefined) throw new UsageError(missing(importId, apiKey));
  if (baseUrl !== undefined && typeof baseUrl !== 'string') throw new UsageError('baseUrl must be text.');
  return {
    config: { importId, apiKey },
    ...(baseUrl !== undefined && { baseUrl }),
    ...transportOf(baseUrl ?? DEFAULT_BASE_URL, io),
    target: settings.target ?? {},
    importId: String(importId),
    host: hostOf(baseUrl ?? DEFAULT_BASE_URL),
  };
}

/** A test's own transport, else the proxy that the environment names, else the platform's. */
function transportOf(baseUrl: string, io: Io): Pick<Connection, 'transport' | 'proxy'> {
  if (io.fetch !== undefined) return { transport: { fetch: io.fetch } };
  const proxy = proxyFor(baseUrl, io.env);
  return proxy === undefined ? { transport: {} } : { transport: { fetch: proxy.fetch }, proxy: proxy.shown };
}

const hostOf = (baseUrl: string): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl);

function missing(importId: unknown, apiKey: unknown): string {
  const lacking = [
    ...(importId === undefined ? ['no Import ID (PERMUTIVE_IMPORT_ID)'] : []),
    ...(apiKey === undefined ? ['no API key (PERMUTIVE_API_KEY)'] : []),
  ];
  return [
    `Nothing was done: there is ${lacking.join(' and ')}.`,
    '',
    'To go on, do one of these:',
    '  - set PERMUTIVE_IMPORT_ID and PERMUTIVE_API_KEY in the environment;',
    '  - pass --config FILE, a JSON file such as {"importId": "...", "apiKey": "..."};',
    '  - pass --sandbox to try it against a local stand-in for Permutive.',
    '',
    'The Import ID is found in the Permutive dashboard under Audience Platform > Imports,',
    'a private API key under Settings > Keys.',
  ].join('\n');
}

/** Loaded only when asked for: nothing else needs a server. */
export const loadSandbox = () => import('../../../spec/taxonomy/sandbox/index.ts');

async function connectToSandbox(): Promise<Connection> {
  const { createSandbox } = await loadSandbox();
  return sandboxConnection(createSandbox());
}

/** A connection to a sandbox in this process, without a socket. */
export const sandboxConnection = (sandbox: Sandbox): Connection => ({
  config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
  baseUrl: sandbox.inProcessBaseUrl,
  transport: { fetch: sandbox.fetch },
  target: {},
  importId: sandbox.importId,
  host: 'sandbox',
  sandbox,
});
