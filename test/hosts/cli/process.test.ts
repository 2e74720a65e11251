import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../../connector/hosts/cli/io.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';
import { CommandLine } from './cli.ts';

/** What only a process of its own can show: pipes, signals, exit codes. */
describe('the binary', () => {
  let program: Bundle;
  let cli: CommandLine;
  let baseUrl = '';
  beforeAll(async () => {
    program = await bundle('connector/hosts/cli/main.ts');
    cli = new CommandLine();
    baseUrl = await cli.sandbox.listen();
  });
  afterEach(() => {
    cli.sandbox.reset();
  });
  afterAll(async () => {
    await program.remove();
    await cli.close();
  });

  const start = (...argv: string[]): ChildProcess => startWith([], argv);
  const startWith = (nodeOptions: readonly string[], argv: readonly string[]): ChildProcess => {
    const env = { ...cli.credentials, PERMUTIVE_BASE_URL: baseUrl };
    return spawn(process.execPath, [...nodeOptions, program.path, ...argv], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  };
  const ended = async (child: ChildProcess) => {
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      out += String(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      err += String(chunk);
    });
    const [code]: unknown[] = await once(child, 'close');
    return { code, out, err };
  };

  it('reads a pipe and ends with the exit code of its run', async () => {
    const child = start('sync', '-', '--format', 'csv', '--segment-name', 'A', '--json');
    child.stdin?.end('segment_code\nnews\nnot a code\n');
    const { code, out } = await ended(child);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcomes: { created: 1 } });
    expect(cli.codes).toEqual(['news']);
  });

  it('F-23: a long file is synced in 250 MB, its results and failed rows written; `npm run bench:files` tries a million rows', async () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => `segment_${at},Interest > In market > Segment ${at}\n`);
    const file = await cli.file('long.csv', `segment_code,segment_name\n${rows.join('')}`);
    const told = `process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))`;
    const keep = ['--keep', await cli.file('runs')];
    const child = startWith(['--import', `data:text/javascript,${encodeURIComponent(told)}`], ['sync', file, ...keep]);
    const { code, err } = await ended(child);
    const [, kilobytes = 'none'] = /^peak (\d+)$/m.exec(err) ?? [];
    expect(code).toBe(0);
    expect(Number(kilobytes) / 1_024).toBeLessThanOrEqual(250);
  });

  it('H-3: a conformance run ends after its report, whatever is left open', async () => {
    const connector = await cli.file(
      'open.mjs',
      `setInterval(() => undefined, 1_000);
       export default { manifest: {}, check: () => new Promise(() => undefined), write: async () => ({}) };`,
    );
    const { code, out } = await ended(start('conformance', '--connector', connector, '--only', 'M-2'));
    expect(out).toMatch(/fail +M-2a/);
    expect(code).toBe(1);
  });

  it('is quiet when nobody reads on (EPIPE)', async () => {
    cli.sandbox.put(Array.from({ length: 5_000 }, (_, at) => ({ code: `c${at}`, name: 'x'.repeat(60) })));
    const child = start('segments');
    child.stdout?.once('data', () => child.stdout?.destroy());
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err += String(chunk);
    });
    const [code]: unknown[] = await once(child, 'exit');
    expect([code, err]).toEqual([0, '']);
  });

  it('T-9: SIGINT while a request is in flight lets it end, prints the summary and exits 130', async () => {
    const rows = await cli.file('rows.csv', 'segment_code\na\nb\nc\n');
    const child = start('sync', rows, '--segment-name', 'A', '--batch-size', '1', '--json');
    const interrupt = () => void child.kill('SIGINT');
    cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'call', run: interrupt } });
    cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 2, do: { kind: 'stall', when: 'headers' } });
    const { code, out } = await ended(child);
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ status: 'cancelled', rows: { received: 3 } });
  });

  describe('two full syncs of one snapshot file', () => {
    const list = (name: string, ...codes: string[]) =>
      cli.file(name, `segment_code,segment_name\n${codes.map((code) => `${code},Name of ${code}\n`).join('')}`);
    const sync = (rows: string, state: string) => start('sync', rows, '--full', '--state', state, '--json');

    it('N-8, R-2: while one is at work the other is told who holds it, and sends nothing; both lists take effect in turn', async () => {
      const state = await cli.file('held.state');
      const [one, other] = [await list('one.csv', 'a', 'b'), await list('other.csv', 'a', 'c')];
      const holder = sync(one, state);
      const holding = ended(holder);
      await new Promise<void>((resolve) => {
        const hold = () => {
          holder.kill('SIGSTOP');
          resolve();
        };
        cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'call', run: hold } });
      });
      const before = cli.sandbox.requests.length;
      try {
        const refused = await ended(sync(other, state));
        expect(refused.code).toBe(EXIT.runFailed);
        expect(refused.err).toContain(`held by process ${holder.pid}`);
        expect(cli.sandbox.requests).toHaveLength(before);
      } finally {
        holder.kill('SIGCONT');
      }
      expect(JSON.parse((await holding).out)).toMatchObject({ status: 'completed', owned: 2 });
      const later = await ended(sync(other, state));
      expect(JSON.parse(later.out)).toMatchObject({ owned: 2, removals: { deleted: 1 }, outcomes: { created: 1 } });
      expect(cli.codes.sort()).toEqual(['a', 'c']);
    });

    it('N-7, N-8: started at once, what each has created is owned afterwards', async () => {
      const state = await cli.file('raced.state');
      const rows = await list('raced.csv', 'a', 'b', 'c');
      const runs = await Promise.all([sync(rows, state), sync(rows, state)].map(ended));
      const codes = runs.map(({ code }) => code).sort();
      expect([
        [0, 0],
        [0, EXIT.runFailed],
      ]).toContainEqual(codes);
      const last = await ended(sync(rows, state));
      expect(JSON.parse(last.out)).toMatchObject({ owned: 3, foreign: 0, outcomes: { unchanged: 3 } });
    });
  });

  it('without a terminal it prints no colours; NO_COLOR is not needed', async () => {
    const { out } = await ended(start('check'));
    expect(out).toContain('passed');
    expect(out).not.toContain('\u001b');
  });
});
