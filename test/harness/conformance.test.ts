import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import connector from '../../connector/index.ts';
import { ANY_DESTINATION, requirementsOf, TAXONOMY_OF_SEGMENTS } from '../../spec/conformance/catalogue.ts';
import { describeConformance } from '../../spec/conformance/describe-conformance.ts';
import { conformanceMarkdown } from '../../spec/conformance/document.ts';
import { sandboxWorld } from '../../spec/conformance/world/sandbox.ts';

describeConformance('destination-permutive', connector, { describe, it });

describe('the catalogues', () => {
  const both = [...ANY_DESTINATION, ...TAXONOMY_OF_SEGMENTS];

  it('give each requirement an id of its own', () => {
    expect(new Set(both.map(({ id }) => id)).size).toBe(both.length);
  });

  it('H-5: a world of any destination is spared what is said of segments alone', () => {
    expect(requirementsOf('any destination')).toEqual(ANY_DESTINATION);
    expect(requirementsOf('taxonomy of segments')).toEqual(both);
  });

  it('H-5: what any destination is held to names neither Permutive nor segments', () => {
    const sentences = ANY_DESTINATION.map(({ sentence }) => sentence).join('\n');
    expect(sentences.replaceAll('segments()', '')).not.toMatch(/permutive|segment|taxonomy|import/i);
  });

  it('H-1: nothing of Permutive is wired into the harness, but in its sandbox as a world and in the catalogue of segments', () => {
    const folder = new URL('../../spec/conformance/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const naming = files.filter((file) =>
      /permutive|taxonomy\/|segment_|host\//i.test(readFileSync(new URL(file, folder), 'utf8')),
    );
    // The document tells how to install and call it; lanes are tried at an address of Permutive's.
    const known = ['document.ts', 'lane-requirements.ts', 'world/sandbox.ts', 'catalogue.ts'];
    expect(naming.filter((file) => !file.startsWith('requirements/taxonomy/') && !known.includes(file))).toEqual([]);
  });

  it('are told apart by id, rule and section', () => {
    const chosen = (only: string) => requirementsOf('taxonomy of segments', only).map(({ id }) => id);
    expect(chosen('T-1a')).toEqual(['T-1a']);
    expect(chosen('T-1')).toEqual(['T-1a', 'T-1b', 'T-1c', 'T-1d', 'T-1e', 'T-1f', 'T-1g']);
    expect(chosen('T').length).toBeGreaterThan(chosen('T-').length - 1);
    expect(chosen('')).toHaveLength(both.length);
    expect(chosen('Z')).toEqual([]);
  });

  it('docs/conformance.md is not stale (npm run generate)', () => {
    const written = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
    expect(written).toBe(conformanceMarkdown());
  });
});

describe('H-4: declared for a test runner', () => {
  it('what does not apply is skipped, its reason in the name, and never run', async () => {
    const declared: string[] = [];
    const skipped: string[] = [];
    const it = Object.assign((name: string) => void declared.push(name), {
      skip: (name: string) => void skipped.push(name),
    });
    const world = () => ({ ...sandboxWorld(), without: { 'D-5a': 'It takes batches of any size.' } });
    describeConformance('any', connector, { describe: (_name, body) => body(), it }, { world, only: 'D-5' });
    expect(skipped).toEqual([
      'D-5a: A batch that is too large is sent in parts. (not applicable: It takes batches of any size.)',
    ]);
    expect(declared.filter((name) => name.startsWith('D-'))).toEqual([
      'D-5b: A batch that is too slow twice is sent in parts.',
    ]);
  });

  it('H-9: a failure says what was wanted and what was seen', async () => {
    const runs = new Map<string, () => Promise<void>>();
    const it = Object.assign((name: string, body: () => Promise<void>) => void runs.set(name, body), {
      skip: () => undefined,
    });
    const write: typeof connector.write = (request, context) => connector.write({ ...request, mode: 'add' }, context);
    const runner = { describe: (_name: string, body: () => void) => body(), it };
    describeConformance('deaf', { ...connector, write }, runner, { only: 'P-1 remove/removed' });
    const [, run] = [...runs].find(([name]) => name.startsWith('P-1 remove/removed')) ?? [];
    await expect(run?.()).rejects.toThrow(/The result: wanted \{"succeeded":1\}, saw \{"not_in_mode":1\}\./);
  });
});
