import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const CONTRACT = 'spec/contract.md';
/** The table at the contract's end, of rules that no test cites and why. */
const UNHELD = '## 18. Not held by a test';

const contract = readFileSync(CONTRACT, 'utf8');
const [rules = '', unheld = ''] = contract.split(UNHELD);

const defined = new Set([...rules.matchAll(/^- \*\*([A-Z]-\d+)\*\*/gm)].map(([, rule]) => rule));
const listed = new Set([...unheld.matchAll(/^\| ([A-Z]-\d+) \|/gm)].map(([, rule]) => rule));

/** Letters that rules are numbered under; others are the world's own names ("G-4", "K-9"). */
const LETTERS = new Set([...defined].map((rule) => rule?.charAt(0)));

/** Rules by the files that cite them; a requirement's letter (`T-3a`) is left off. */
function citations(paths: readonly string[]): Map<string, string[]> {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...paths], {
    encoding: 'utf8',
  });
  const cited = new Map<string, string[]>();
  for (const file of files.split('\n').filter((path) => /\.(tsx?|mjs|cjs|md)$/.test(path) && path !== CONTRACT)) {
    let text = '';
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      continue; // Deleted in the working tree, and still in the index.
    }
    for (const [, letter = '', number = ''] of text.matchAll(/(?<![\w-])([A-Z])-(\d{1,2})(?=[a-z]?(?![\w-]))/g)) {
      if (!LETTERS.has(letter)) continue;
      const rule = `${letter}-${number}`;
      cited.set(rule, [...(cited.get(rule) ?? []), file]);
    }
  }
  return cited;
}

describe('the contract', () => {
  it('numbers each rule once', () => {
    const all = [...rules.matchAll(/^- \*\*([A-Z]-\d+)\*\*/gm)].map(([, rule]) => rule);
    expect(all.filter((rule, at) => all.indexOf(rule) !== at)).toEqual([]);
  });

  it('defines every rule that code, tests and docs cite', () => {
    const unknown = [...citations(['connector', 'spec', 'test', 'docs', '*.md'])].filter(
      ([rule]) => !defined.has(rule),
    );
    expect(unknown).toEqual([]);
  });

  it('has each rule cited by a test, or else listed at its end with the reason', () => {
    const cited = citations(['test/*.test.ts', 'spec/conformance/requirements']);
    expect([...listed].sort()).toEqual([...defined].filter((rule) => rule !== undefined && !cited.has(rule)).sort());
  });
});
