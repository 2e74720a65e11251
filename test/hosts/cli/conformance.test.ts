import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

/** A connector of somebody else: well described, and lazy. */
const IDLE = `
  import { manifest } from '${new URL('../../../connector/index.ts', import.meta.url).href}';
  export default { manifest, check: async () => ({}), write: async () => ({}) };
`;

/** A world that cannot be started. */
const NOWHERE = `export default () => ({ start: async () => { throw new Error('No such service.') }, stop: async () => {} });`;

describe('destination-permutive conformance', () => {
  let cli: CommandLine;
  beforeAll(() => {
    cli = new CommandLine();
  });
  afterAll(() => cli.close());

  it('holds this connector to every requirement of a group, and ends with 0', async () => {
    const { code, out } = await cli.run(['conformance', '--only', 'M', '--format', 'json'], { env: {} });
    expect(JSON.parse(out)).toMatchObject({ passed: expect.any(Number), failed: 0 });
    expect(code).toBe(0);
  });

  it('finds what somebody else’s connector does not do, and ends with 1', async () => {
    const connector = await cli.file('idle.mjs', IDLE);
    const { code, out } = await cli.run(['conformance', '--connector', connector, '--only', 'T-1']);
    expect(out).toMatch(/fail +T-1a +Every row gets one result/);
    expect(code).toBe(1);
  });

  it('writes the report to a file', async () => {
    const path = await cli.file('conformance.xml');
    const { code, out } = await cli.run(['conformance', '--only', 'M-1', '--format', 'junit', '--output', path]);
    expect(await readFile(path, 'utf8')).toContain('<testsuite name="conformance"');
    expect({ code, out }).toEqual({ code: 0, out: '' });
  });

  it('H-3: a world that does not start is told as the world’s fault, and ends with 2', async () => {
    const world = await cli.file('nowhere.mjs', NOWHERE);
    const { code, out } = await cli.run(['conformance', '--world', world, '--only', 'M-1']);
    expect(out).toContain('start() of the world threw: No such service.');
    expect(out).toContain('nothing is said of the connector');
    expect(out).not.toContain('M-1a');
    expect(code).toBe(2);
  });

  it('a module that is no connector is told, and ends with 2', async () => {
    const module = await cli.file('empty.mjs', 'export const nothing = 1;');
    const { code, err } = await cli.run(['conformance', '--connector', module]);
    expect(err).toContain('is no connector');
    expect(code).toBe(2);
  });

  it.each([
    ['a connector that is not there', ['--connector', './nothing.js'], 'The connector ./nothing.js cannot be loaded'],
    ['a requirement that does not exist', ['--only', 'Z-9'], 'No requirement is called Z-9'],
    ['a file that cannot be written', ['--only', 'M-1', '--output', 'nowhere/report.txt'], 'cannot be written'],
  ])('%s is told, and ends with 2', async (_, argv, message) => {
    const { code, err } = await cli.run(['conformance', ...argv]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
