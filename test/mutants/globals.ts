/**
 * What tests import from Jest, in plain Node: a mutant's tests start in a tenth of the time that Jest takes. It stops at the
 * first failure, since one is enough.
 */
import { expect } from 'expect';

type Body = (...values: never[]) => unknown;

interface Suite {
  readonly above: Suite | undefined;
  readonly hooks: { readonly [When in 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll']: (() => unknown)[] };
  readonly entries: (Suite | (() => unknown))[];
}

const suite = (above?: Suite): Suite => ({
  above,
  hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
  entries: [],
});
const root = suite();
let open = root;

/** A table's rows, as the arguments of a test each. */
const rowsOf = (table: readonly unknown[]): readonly (readonly unknown[])[] =>
  table.every(Array.isArray) ? (table as readonly unknown[][]) : table.map((row) => [row]); // Each is an array.

function withEach(declare: (name: string, body: () => unknown) => void) {
  const each = (table: readonly unknown[]) => (name: string, body: Body) => {
    for (const row of rowsOf(table)) declare(name, () => body(...(row as never[]))); // The test says what its rows are.
  };
  return Object.assign((name: string, body: () => unknown) => declare(name, body), {
    each,
    skip: Object.assign(() => undefined, { each: () => () => undefined }),
  });
}

export const describe = withEach((_name, body) => {
  const inner = suite(open);
  open.entries.push(inner);
  open = inner;
  body();
  open = inner.above ?? root;
});
export const it = withEach((_name, body) => void open.entries.push(body));
export const beforeAll = (hook: () => unknown): void => void open.hooks.beforeAll.push(hook);
export const beforeEach = (hook: () => unknown): void => void open.hooks.beforeEach.push(hook);
export const afterEach = (hook: () => unknown): void => void open.hooks.afterEach.push(hook);
export const afterAll = (hook: () => unknown): void => void open.hooks.afterAll.push(hook);
export { expect };

/** Loads a file of tests, whose hooks are its own. `first`: it is run before the others. */
export async function load(file: () => Promise<unknown>, first: boolean): Promise<void> {
  const inner = suite(root);
  if (first) root.entries.unshift(inner);
  else root.entries.push(inner);
  open = inner;
  await file();
  open = root;
}

const above = (inner: Suite): Suite[] => (inner.above === undefined ? [inner] : [...above(inner.above), inner]);

/** Runs every test that was declared; rejects at the first that fails. */
export async function runAll(inner: Suite = root): Promise<number> {
  let ran = 0;
  for (const hook of inner.hooks.beforeAll) await hook();
  for (const entry of inner.entries) {
    if (typeof entry !== 'function') {
      ran += await runAll(entry);
      continue;
    }
    for (const { hooks } of above(inner)) for (const hook of hooks.beforeEach) await hook();
    await entry();
    for (const { hooks } of above(inner).reverse()) for (const hook of hooks.afterEach) await hook();
    ran += 1;
  }
  for (const hook of inner.hooks.afterAll) await hook();
  return ran;
}
