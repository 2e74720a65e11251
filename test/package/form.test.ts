import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publint } from 'publint';
import { type Packed, pack } from './pack.ts';

/** Packing compiles. */
const LONG = 600_000;
const MB = 1_000_000;
/** A tenth more than it was (1.76 MB and 7.8 MB, mostly the screen and the bundled faces): what makes it larger has to be meant. */
const LARGEST = { size: 1.95, unpackedSize: 8.6 };

describe('the form of the package', () => {
  let folder = '';
  let packed: Packed;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'destination-permutive-form-'));
    packed = await pack(folder);
  }, LONG);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('publint finds no fault, nor anything to suggest', async () => {
    const tarball = await readFile(packed.tarball);
    const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  it(
    'every entry has the types of what is loaded, for programs that import and for bundlers',
    async () => {
      const analysis = await checkPackage(createPackageFromTarballData(await readFile(packed.tarball)));
      if (!('problems' in analysis)) throw new Error('The package has no types.');
      // It is ESM alone: whoever requires it does so by Node's own way, and resolution of before Node 12 knows no entries.
      const ours = analysis.problems.filter((problem) => {
        const how = 'resolutionKind' in problem ? problem.resolutionKind : undefined;
        return how !== 'node10' && how !== 'node16-cjs';
      });
      expect(ours).toEqual([]);
      expect(Object.keys(analysis.entrypoints)).toContain('./reconcile');
    },
    LONG,
  );

  it('it grows by no accident', () => {
    expect(packed.size).toBeLessThan(LARGEST.size * MB);
    expect(packed.unpackedSize).toBeLessThan(LARGEST.unpackedSize * MB);
  });
});
