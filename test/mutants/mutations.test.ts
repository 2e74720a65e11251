import { describe, expect, it } from '@jest/globals';
import { mutated, mutationsOf } from './mutations.ts';

/** What becomes of a source text, mutation by mutation. */
const mutantsOf = (source: string): string[] => mutationsOf('x.ts', source).map((one) => mutated(source, one));

describe('a mutation', () => {
  it.each<[what: string, source: string, among: string]>([
    ['moves a border', 'f(a < b)', 'f(a <= b)'],
    ['takes the opposite', 'f(a === b)', 'f(a !== b)'],
    ['takes one of two conditions for enough', 'f(a && b)', 'f(a || b)'],
    ['leaves out a default', 'f(a ?? b)', 'f(a)'],
    ['takes a default for given', 'f(a ?? b)', 'f((b))'],
    ['leaves out a denial', 'f(!a)', 'f((a))'],
    ['takes a condition for met', 'if (a) b();', 'if (true) b();'],
    ['takes a condition for not met', 'f(a ? b : c)', 'f(false ? b : c)'],
    ['empties a block', 'function f() { return 1; }', 'function f() {}'],
    ['leaves out a call', 'f();', ';'],
    ['leaves out a case', 'switch (a) { case "b": f(); }', 'switch (a) { case "b": break; }'],
    ['counts one more', 'f(5)', 'f((5 + 1))'],
    ['says another word', "f('sent')", "f(('mutant' as never))"],
    ['asks for one where all are meant', 'f(a.every(g))', 'f(a.some(g))'],
    ['filters nothing', 'f(a.filter(g))', 'f(a)'],
  ])('%s', (_what, source, among) => {
    expect(mutantsOf(source)).toContain(among);
  });

  it.each([
    "import { a } from 'b';",
    "type A = 'b' | 'c';",
    "interface A { b: 'c' }",
    "const a = 'A sentence for people.';",
    "const a = { 'b-c': d };",
  ])('leaves as it is: %s', (source) => {
    expect(mutantsOf(source)).toEqual([]);
  });

  it('has a name of its own that says nothing of where its line stands', () => {
    const source = 'f(1, 2);\n';
    const names = mutationsOf('x.ts', source).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(mutationsOf('x.ts', `\n\n${source}`).map(({ name }) => name)).toEqual(names);
  });
});
