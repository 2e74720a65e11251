import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createSandbox,
  type LoggedRequest,
  type RequestKind,
  type Sandbox,
  type SandboxOptions,
} from '../../../spec/taxonomy/sandbox/index.ts';
import { complete, recordOf, type SyncRecord, segment, stream, streamState } from '../../hosts/airbyte/engine.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';

const RECORDS = 12_000;
const codeAt = (at: number) => `c${at % 5_500}`;
const isRemoval = (at: number) => at > 6_000 && at % 7 === 0;

/** What the source sends: creates, updates and removals over several batches, with a state now and then. */
const SOURCE: readonly string[] = Array.from({ length: RECORDS }, (_, at) => {
  const line = segment(codeAt(at), {
    segment_name: `Version ${at}`,
    _ab_cdc_deleted_at: isRemoval(at) ? '2030-01-01' : null,
  });
  return at % 400 === 399 ? [line, streamState(at)] : [line];
}).flat();

const recordsBefore = (line: number) => SOURCE.slice(0, line).filter((text) => text.includes('"RECORD"')).length;

/** What the import holds in the end. */
const WANTED: Readonly<Record<string, string>> = (() => {
  const wanted = new Map<string, string>();
  for (let at = 0; at < RECORDS; at += 1) {
    if (isRemoval(at)) wanted.delete(codeAt(at));
    else wanted.set(codeAt(at), `Version ${at}`);
  }
  return Object.fromEntries(wanted);
})();

/** Readings of the API, each with a kill that surely strikes. */
const SWITCHES: readonly (readonly [string, SandboxOptions, Kill])[] = [
  ['all or nothing, conflicts refused', { atomicity: 'atomic' }, { kind: 'batch', nth: 2, apply: true }],
  ['batches applied in part', { atomicity: 'partial' }, { kind: 'batch', nth: 1, apply: true }],
  ['creates that overwrite', { conflicts: 'overwrite', absent: 'ignore' }, { kind: 'batch', nth: 2, apply: false }],
  [
    'refusals that do not say why',
    { conflicts: '400', absent: '400', atomicity: 'partial' },
    { kind: 'batch', nth: 3, apply: true },
  ],
];

/** In place of an exit code. */
const KILLED = -1;

/** The process dies with its `nth` request of a kind, which is carried out or not. */
interface Kill {
  readonly kind: RequestKind;
  readonly nth: number;
  readonly apply: boolean;
}

const kill: fc.Arbitrary<Kill> = fc.record({
  kind: fc.constantFrom<RequestKind>('batch', 'batch', 'batch', 'list'),
  nth: fc.integer({ min: 1, max: 3 }),
  apply: fc.boolean(),
});

/** Kills for each switch: a few in the suite, more in `npm run test:engines`. */
const RUNS = Number(process.env['KILL_RUNS'] ?? 1);
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20261125);

describe('a sync that is killed, and sent again from its last state', () => {
  let program: Bundle;
  let folder = '';

  beforeAll(async () => {
    program = await bundle('connector/hosts/cli/main.ts');
    folder = await mkdtemp(join(tmpdir(), 'killed-'));
  });
  afterAll(async () => {
    await program.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** One attempt of the engine. Resolves with what it said before it ended, or was killed. */
  async function attempt(
    sandbox: Sandbox,
    baseUrl: string,
    lines: readonly string[],
    kill?: Kill,
  ): Promise<SyncRecord> {
    const config = join(folder, 'config.json');
    const catalog = join(folder, 'catalog.json');
    await writeFile(config, JSON.stringify({ importId: sandbox.importId, apiKey: sandbox.keys.write, baseUrl }));
    await writeFile(catalog, JSON.stringify({ streams: [stream({ generation: [1, 0] })] }));
    const argv = [program.path, 'airbyte', 'write', '--config', config, '--catalog', catalog];
    const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (kill !== undefined) {
      let matching = 0;
      const strikes = ({ kind }: LoggedRequest): boolean => {
        if (kind !== kill.kind) return false;
        matching += 1;
        if (matching === kill.nth) child.kill('SIGKILL');
        return matching === kill.nth;
      };
      sandbox.inject({
        on: { test: strikes },
        always: true,
        do: { kind: 'stall', when: 'headers', apply: kill.apply },
      });
    }
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    child.stdin.on('error', () => undefined); // It may be dead already.
    child.stdin.end([...lines, complete(), ''].join('\n'));
    const [code]: unknown[] = await once(child, 'close');
    // What was cut off in the middle of a line was never said.
    return recordOf(typeof code === 'number' ? code : KILLED, out.slice(0, out.lastIndexOf('\n') + 1));
  }

  it.each(SWITCHES)(
    'T-8, A-22: nothing that was acknowledged is lost: %s',
    async (_what, switches, always) => {
      for (const one of [always, ...fc.sample(kill, { numRuns: RUNS - 1, seed: SEED })]) {
        const sandbox = createSandbox(switches);
        try {
          const baseUrl = await sandbox.listen();
          const first = await attempt(sandbox, baseUrl, SOURCE, one);
          if (one === always) expect(first.code).toBe(KILLED);
          const last = first.states.at(-1);
          const from = last === undefined ? 0 : SOURCE.indexOf(streamState(last.id)) + 1;
          const acknowledged = first.states.reduce((sum, { accepted, rejected }) => sum + accepted + rejected, 0);
          expect(acknowledged).toBe(recordsBefore(from));

          sandbox.clearFaults();
          const second = await attempt(sandbox, baseUrl, SOURCE.slice(from));
          expect([second.code, second.trace]).toEqual([0, undefined]);
          expect(Object.fromEntries(sandbox.segments().map(({ code, name }) => [code, name]))).toEqual(WANTED);
        } finally {
          await sandbox.close();
        }
      }
    },
    600_000,
  );
});
