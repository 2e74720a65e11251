import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

type Folders = ReadonlyMap<string, ReadonlySet<string>>;

/** Which folder imports from which. A folder and one inside it do not count: stages use the small files beside write.ts. */
function importsBetweenFolders(files: readonly (readonly [path: string, text: string])[]): Folders {
  const folders = new Map<string, Set<string>>();
  for (const [path, text] of files) {
    const from = posix.dirname(path);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const to = posix.dirname(posix.normalize(posix.join(from, fileName)));
      if (to === from || to.startsWith(`${from}/`) || from.startsWith(`${to}/`)) continue;
      folders.set(from, (folders.get(from) ?? new Set()).add(to));
    }
  }
  return folders;
}

/** Folders that lead back to themselves, by way of others. */
function cyclic(folders: Folders): string[] {
  const reached = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(folders.get(start) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(folders.get(next) ?? []));
    }
    return seen;
  };
  return [...folders.keys()].filter((folder) => reached(folder).has(folder));
}

const listed = execFileSync('git', ['ls-files', '--deduplicate', 'connector', 'spec'], { encoding: 'utf8' });
const paths = listed.split('\n').filter((path) => /\.tsx?$/.test(path));
const files = paths.map((path) => [path, readFileSync(path, 'utf8')] as const);

describe('the folders', () => {
  it('form no cycle: each can be read before those that use it', () => {
    expect(cyclic(importsBetweenFolders(files))).toEqual([]);
  });

  it('would be found if they did', () => {
    const files = [
      ['connector/a/one.ts', "import '../b/two.ts';"],
      ['connector/b/two.ts', "import './three.ts'; import '../write.ts';"],
      ['connector/b/three.ts', "export const later = () => import('../a/one.ts');"],
      ['connector/write.ts', "import './a/one.ts';"],
    ] as const;
    expect(cyclic(importsBetweenFolders(files))).toEqual(['connector/a', 'connector/b']);
  });
});

describe('the files', () => {
  const lines = new Map(files.map(([path, text]) => [path, text.split('\n').length - 1]));

  it('are short: none has more than 250 lines, and half of them at most 80', () => {
    expect([...lines].filter(([, count]) => count > 250)).toEqual([]);
    const sorted = [...lines.values()].sort((one, other) => one - other);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('of recovering are few enough to be held in mind', () => {
    expect([...lines.keys()].filter((path) => path.startsWith('connector/recover/')).length).toBeLessThanOrEqual(12);
  });

  it('that are the flow of write() and of check() have less than 90', () => {
    for (const path of ['connector/write.ts', 'connector/check.ts']) expect(lines.get(path)).toBeLessThan(90);
  });
});
