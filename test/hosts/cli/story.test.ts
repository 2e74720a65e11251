import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prove, type Told } from '../../../connector/hosts/cli/story/proof.ts';
import { CommandLine } from './cli.ts';

describe('npm start (U-15)', () => {
  let cli: CommandLine;
  beforeAll(() => {
    cli = new CommandLine();
  });
  afterAll(() => cli.close());

  it('U-15: is a story of at most 30 lines with real trouble in it, proves every number, and exits 0', async () => {
    const { code, out } = await cli.run(['demo'], { env: {} });
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.filter((line) => line.length > 80 && !line.includes('receipt.html'))).toEqual([]);
    expect(out).toMatch(/5,034 to create, 7 to update, 4 to delete, 6 as they are, 9 left out/);
    expect(out).toContain('− Campaigns > Summer 2023');
    expect(out).toMatch(/Found in \d+ requests: reader_3261\. 4,999 are in effect/);
    expect(out).toContain('waited 2.0 s');
    expect(out).toContain('false results: 0 of 5,060');
    expect(out.match(/✓/g)).toHaveLength(5);
    expect(out).not.toContain('(told ');
    expect(code).toBe(0);
  });

  it('U-15: the proof finds a result that is not so, whichever way it errs', () => {
    const told = (status: 'succeeded' | 'failed', code: string): Told => ({
      result: {
        rowId: '1',
        line: 1,
        status,
        outcome: status === 'failed' ? null : 'created',
        operation: 'Create',
        segmentCode: code,
      },
      asked: { change: 'added', segment_code: code, segment_name: 'A', cpm: '0.5' },
    });
    const segment = { id: '0', import_id: '0', code: 'a', name: 'A', cpm: 0.5, updated_at: '' };
    expect(prove([told('succeeded', 'a'), told('failed', 'b')], [segment]).falseResults).toBe(0);
    expect(prove([told('failed', 'a')], [segment]).falseResults).toBe(1);
    expect(prove([told('succeeded', 'b')], [segment]).falseResults).toBe(1);
    expect(prove([told('succeeded', 'a')], [{ ...segment, cpm: 0.6 }]).falseResults).toBe(1);
  });
});
