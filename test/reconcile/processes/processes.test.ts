import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileSnapshot } from '../../../connector/reconcile/stores/file.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';

const KEY = { baseUrl: 'https://example.com', importId: 'x', owner: 'default' };

describe('processes at one snapshot file', () => {
  let program: Bundle;
  let folder = '';
  beforeAll(async () => {
    program = await bundle('test/reconcile/processes/contender.ts');
    folder = await mkdtemp(join(tmpdir(), 'contenders-'));
  });
  afterAll(async () => {
    await program.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a contender; resolves with it and the first word it says. */
  async function contend(path: string, name: string): Promise<{ child: ChildProcess; word: string }> {
    const child = spawn(process.execPath, [program.path, path, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [word] = await once(child.stdout, 'data');
    return { child, word: String(word).trim() };
  }

  async function end({ child }: { child: ChildProcess }): Promise<void> {
    const gone = child.exitCode === null ? once(child, 'exit') : undefined;
    child.stdin?.end();
    await gone;
  }

  async function codesIn(path: string): Promise<string[]> {
    const session = await fileSnapshot(path).open(KEY);
    const codes: string[] = [];
    for await (const piece of session.read()) codes.push(...piece.map(({ code }) => code));
    await session.close();
    return codes;
  }

  it('N-8, R-2: of several that start at once one holds it, and the others are told', async () => {
    const path = join(folder, 'race.state');
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => contend(path, name)));
    expect(all.map(({ word }) => word).sort()).toEqual([
      'held',
      'snapshot_locked',
      'snapshot_locked',
      'snapshot_locked',
    ]);
    await Promise.all(all.map(end));
    expect(await codesIn(path)).toHaveLength(1);
  });

  it('N-7, R-2: what a killed process had recorded is there, and its lock is free to take', async () => {
    const path = join(folder, 'killed.state');
    const killed = await contend(path, 'a');
    const gone = once(killed.child, 'exit');
    killed.child.kill('SIGKILL');
    await gone;
    const next = await contend(path, 'b');
    expect([killed.word, next.word]).toEqual(['held', 'held']);
    await end(next);
    expect((await codesIn(path)).sort()).toEqual(['a', 'b']);
  });
});
