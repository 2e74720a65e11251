import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from '../cli/cli.ts';
import { buildPage } from './page/screen.ts';

describe('the command line and the set-up screen', () => {
  let cli: CommandLine;
  beforeAll(async () => {
    await buildPage();
    cli = new CommandLine();
  });
  afterAll(() => cli.close());

  it('setup serves on loopback until Ctrl-C, says where, and offers a sandbox with keys to try', async () => {
    const { code, out } = await cli.run(['setup', '--sandbox'], { env: {}, signal: AbortSignal.abort() });
    expect(code).toBe(0);
    expect(out).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{20,}/);
    expect(out).toContain('read-only');
  });
});
