import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Io } from '../../../connector/hosts/cli/io.ts';
import { run } from '../../../connector/hosts/cli/run.ts';
import { faces } from '../../../connector/hosts/faces.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, with a sandbox in place of Permutive and a folder for files. */
export class CommandLine {
  readonly sandbox: Sandbox;
  /** Stands between the command and the sandbox. */
  fetch: typeof fetch;
  readonly #folder: Promise<string> = mkdtemp(join(tmpdir(), 'command-line-'));

  constructor(options: SandboxOptions = {}) {
    this.sandbox = createSandbox(options);
    this.fetch = this.sandbox.fetch;
  }

  get credentials(): Record<string, string> {
    const { importId, keys, inProcessBaseUrl } = this.sandbox;
    return { PERMUTIVE_IMPORT_ID: importId, PERMUTIVE_API_KEY: keys.write, PERMUTIVE_BASE_URL: inProcessBaseUrl };
  }

  /** Runs one command line; by default with the sandbox's credentials in the environment. */
  async run(
    argv: readonly string[],
    more: Partial<Omit<Io, 'stdin'>> & { stdin?: string; terminal?: boolean } = {},
  ): Promise<Said> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const texts = [collected(stdout), collected(stderr)] as const;
    const { stdin = '', terminal, ...io } = more;
    if (terminal) for (const stream of [stdout, stderr]) Object.assign(stream, { isTTY: true, columns: 80 });
    const code = await run(argv, {
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout,
      stderr,
      env: this.credentials,
      signal: new AbortController().signal,
      fetch: this.fetch,
      faces,
      ...io,
    });
    stdout.end();
    stderr.end();
    return { code, out: await texts[0], err: await texts[1] };
  }

  /** Syncs `text` as a file of that name. */
  async sync(text: string, options: readonly string[] = [], name = 'rows.csv'): Promise<Said> {
    return this.run(['sync', await this.file(name, text), '--segment-name', 'Everyone', ...options]);
  }

  async file(name: string, text?: string): Promise<string> {
    const path = join(await this.#folder, name);
    if (text !== undefined) await writeFile(path, text);
    return path;
  }

  /** The lines of a results file: header, results, summary. */
  async lines(path: string): Promise<Record<string, unknown>[]> {
    const text = await readFile(path, 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Record<string, unknown> => JSON.parse(line));
  }

  /** The results alone. */
  async results(path: string): Promise<Record<string, unknown>[]> {
    return (await this.lines(path)).filter((line) => 'rowId' in line);
  }

  get codes(): string[] {
    return this.sandbox.segments().map(({ code }) => code);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await rm(await this.#folder, { recursive: true, force: true });
  }
}

async function collected(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
