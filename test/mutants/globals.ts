/**
 * What tests import from Jest, without Jest: a mutant's tests start at once. It stops at the first failure, since one is enough.
 */
import { expect } from 'expect';

type Body = (...values: never[]) => unknown;

interface Test {
  readonly name: string;
  readonly body: () => unknown;
}

interface Suite {
  readonly name: string;
  readonly above: Suite | undefined;
  readonly hooks: { readonly [When in 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll']: (() => unknown)[] };
  readonly entries: (Suite | Test)[];
}

const suite = (name: string, above?: Suite): Suite => ({
  name,
  above,
  hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
  entries: [],
});
let open = suite('');

/** A table's rows, as the arguments of a test each. */
const rowsOf = (table: readonly unknown[]): readonly (readonly unknown[])[] =>
  table.every(Array.isArray) ? (table as readonly unknown[][]) : table.map((row) => [row]); // Each is an array.

/** A name with a row's values where they belong. */
function filledIn(name: string, row: readonly unknown[]): string {
  let at = 0;
  return name.replace(/%[a-z]/g, () => {
    const value = row[at];
    at += 1;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}

function withEach(declare: (name: string, body: () => unknown) => void) {
  const each = (table: readonly unknown[]) => (name: string, body: Body) => {
    for (const row of rowsOf(table)) declare(filledIn(name, row), () => body(...(row as never[]))); // The test says what its rows are.
  };
  return Object.assign((name: string, body: () => unknown) => declare(name, body), {
    each,
    skip: Object.assign(() => undefined, { each: () => () => undefined }),
  });
}

export const describe = withEach((name, body) => {
  const inner = suite(name, open);
  open.entries.push(inner);
  open = inner;
  body();
  open = inner.above ?? inner;
});
export const it = withEach((name, body) => void open.entries.push({ name, body }));
export const beforeAll = (hook: () => unknown): void => void open.hooks.beforeAll.push(hook);
export const beforeEach = (hook: () => unknown): void => void open.hooks.beforeEach.push(hook);
export const afterEach = (hook: () => unknown): void => void open.hooks.afterEach.push(hook);
export const afterAll = (hook: () => unknown): void => void open.hooks.afterAll.push(hook);
export { expect };

const above = (inner: Suite): Suite[] => (inner.above === undefined ? [inner] : [...above(inner.above), inner]);

/** Runs every test of a suite; how many there were. Rejects at the first that fails. */
async function runAll(inner: Suite): Promise<number> {
  let ran = 0;
  for (const hook of inner.hooks.beforeAll) await hook();
  for (const entry of inner.entries) {
    if ('entries' in entry) {
      ran += await runAll(entry);
      continue;
    }
    const suites = above(inner);
    try {
      for (const { hooks } of suites) for (const hook of hooks.beforeEach) await hook();
      await entry.body();
      for (const { hooks } of suites.toReversed()) for (const hook of hooks.afterEach) await hook();
    } catch (error) {
      throw new Error([...suites, entry].map(({ name }) => name).join(' › '), { cause: error });
    }
    ran += 1;
  }
  for (const hook of inner.hooks.afterAll) await hook();
  return ran;
}

/** Files of tests, each loaded as its turn comes. */
export type TestFiles = Readonly<Record<string, () => Promise<unknown>>>;

/** Runs files of tests one after another; `begin` is told of each. Rejects at the first test that fails. */
export async function runFiles(
  files: TestFiles,
  order: readonly string[],
  begin: (file: string) => void,
): Promise<void> {
  for (const name of order) {
    begin(name);
    const file = suite(name);
    open = file;
    await files[name]?.();
    if ((await runAll(file)) === 0) throw new Error(`${name} declares no test.`);
  }
}
