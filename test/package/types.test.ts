import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** Each compiles the libraries' types too. */
const LONG = 600_000;

/** The published types as an author or a host compiles against them. Needs the build. */
describe('a second destination, typed by the contract', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'second-destination-'));
    await mkdir(join(folder, 'node_modules', '@types'), { recursive: true });
    await symlink(process.cwd(), join(folder, 'node_modules', 'destination-permutive'));
    await symlink(join(process.cwd(), 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
    await cp('test/package/second-destination.ts', join(folder, 'second-destination.ts'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const { NodeNext: nodenext, Node16: node16, ESNext: bundler } = ts.ModuleKind;
  const module = { nodenext, node16, bundler };
  const moduleResolution = {
    nodenext: ts.ModuleResolutionKind.NodeNext,
    node16: ts.ModuleResolutionKind.Node16,
    bundler: ts.ModuleResolutionKind.Bundler,
  };

  function faults(under: keyof typeof module, exactOptionalPropertyTypes: boolean, file = 'second-destination.ts') {
    const program = ts.createProgram([join(folder, file)], {
      module: module[under],
      moduleResolution: moduleResolution[under],
      exactOptionalPropertyTypes,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(folder, 'node_modules/@types')],
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  const each = (['nodenext', 'node16', 'bundler'] as const).flatMap((under) => [
    { under, exact: true },
    { under, exact: false },
  ]);
  it.each(each)(
    'H-11: needs no cast under $under, exactOptionalPropertyTypes $exact',
    ({ under, exact }) => {
      expect(faults(under, exact)).toEqual([]);
    },
    LONG,
  );

  it(
    'H-11: is refused a code that it does not name',
    async () => {
      const text = await readFile('test/package/second-destination.ts', 'utf8');
      await writeFile(join(folder, 'careless.ts'), text.replace("| 'contact_bounced'", ''));
      expect(faults('nodenext', true, 'careless.ts').join()).toContain('contact_bounced');
    },
    LONG,
  );
});
