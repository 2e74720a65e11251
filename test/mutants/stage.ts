import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildContext, context } from 'esbuild';
import type { Bench, Limits, Took, Trial } from './bench.ts';
import { type Mutation, mutated } from './mutations.ts';

/** How a mutant fared in a stage: what killed it is a test, and that it went round in circles kills it too. */
export type Fate = { readonly is: 'killed' | 'endless'; readonly by: string } | { readonly is: 'survived' };

/** Inside node_modules, so that the bundles find their dependencies. */
const FOLDER = 'node_modules/.cache/mutants';
/** A mutant by which a file takes so many times as much as without one is dead, in milliseconds from so many on. */
const PATIENCE = 6;
const LEAST_CPU_MS = 2_000;
const LEAST_IDLE_MS = 1_000;
/** How long a program may have nothing to do before it is known how long it takes. */
const MOST_IDLE_MS = 10_000;

/** Programs that were built, each with a name of its own: a module is imported once. */
let built = 0;

/** A set of tests and everything they import as one program, that is built anew in milliseconds for each mutant. */
export class Stage {
  readonly #bench: Bench;
  readonly #builder: BuildContext;
  readonly #outfile: string;
  readonly #state: { mutation: Mutation | undefined };
  /** The quickest first. */
  #order: readonly string[];
  /** What it takes without a mutant; nothing until that was seen. */
  #took: Took | undefined;

  private constructor(
    bench: Bench,
    builder: BuildContext,
    outfile: string,
    state: { mutation: Mutation | undefined },
    tests: readonly string[],
  ) {
    this.#bench = bench;
    this.#builder = builder;
    this.#outfile = outfile;
    this.#state = state;
    this.#order = tests;
  }

  /** `name`: one for each stage that lives at a time. Rejects when the tests fail without a mutant. */
  static async open(name: string, tests: readonly string[], bench: Bench): Promise<Stage> {
    mkdirSync(FOLDER, { recursive: true });
    const outfile = join(FOLDER, `${process.pid}-${name}.mjs`);
    const state: { mutation: Mutation | undefined } = { mutation: undefined };
    const stage = new Stage(bench, await builderOf(tests, state), outfile, state, tests);
    const sound = await stage.#try(tests);
    if (sound.is !== 'passed')
      throw new Error(
        `The tests fail without a mutant (${tests.join(', ')}): ${'words' in sound ? sound.words : sound.is}`,
      );
    const { took } = sound;
    stage.#took = took;
    const cpuMs = (path: string) => took.cpuMs.get(path) ?? 0;
    stage.#order = [...tests].sort((one, other) => cpuMs(one) - cpuMs(other));
    return stage;
  }

  /** Runs the tests of the mutant's own file first, which most often kill it. */
  async meets(mutation: Mutation): Promise<Fate> {
    this.#state.mutation = mutation;
    const own = mutation.file.replace(/^connector/, 'test').replace(/\.ts$/, '.test.ts');
    const first = this.#order.filter((path) => path === own);
    const trial = await this.#try([...first, ...this.#order.filter((path) => path !== own)]);
    this.#state.mutation = undefined;
    switch (trial.is) {
      case 'passed':
        return { is: 'survived' };
      case 'failed':
        return { is: 'killed', by: trial.words.split('\n')[0] ?? '' };
      case 'endless':
        return { is: 'endless', by: trial.file };
    }
  }

  /** Makes sure that nothing but a mutant makes the tests fail, also after all that were tried. */
  async isSound(): Promise<boolean> {
    return (await this.#try(this.#order)).is === 'passed';
  }

  async #try(order: readonly string[]): Promise<Trial> {
    const { outputFiles } = await this.#builder.rebuild();
    writeFileSync(this.#outfile, outputFiles?.[0]?.contents ?? '');
    built += 1;
    const program = `${pathToFileURL(resolve(this.#outfile)).href}?${built}`;
    return this.#bench.try({ program, order }, limitsOf(this.#took));
  }

  async close(): Promise<void> {
    await this.#builder.dispose();
    rmSync(this.#outfile, { force: true });
  }
}

const limitsOf = (took: Took | undefined): Limits => ({
  cpuMs: (file) => Math.max(LEAST_CPU_MS, PATIENCE * (took?.cpuMs.get(file) ?? Number.POSITIVE_INFINITY)),
  idleMs: took === undefined ? MOST_IDLE_MS : Math.max(LEAST_IDLE_MS, PATIENCE * took.idleMs),
});

/** Builds the program, with the mutation of the moment in it. */
function builderOf(
  tests: readonly string[],
  state: { readonly mutation: Mutation | undefined },
): Promise<BuildContext> {
  const globals = resolve('test/mutants/globals.ts');
  const program = [
    `import { runFiles } from ${JSON.stringify(globals)};`,
    'const files = {',
    ...tests.map((path) => `${JSON.stringify(path)}: () => import(${JSON.stringify(resolve(path))}),`),
    '};',
    'export const run = (order, begin) => runFiles(files, order, begin);',
  ].join('\n');
  return context({
    stdin: { contents: program, resolveDir: resolve('.'), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    alias: { '@jest/globals': globals, 'destination-permutive': resolve('connector/index.ts') },
    plugins: [
      {
        name: 'mutant',
        setup({ onLoad }) {
          onLoad({ filter: /connector\/.*\.ts$/ }, ({ path }) => {
            const { mutation } = state;
            if (mutation === undefined || resolve(mutation.file) !== path) return undefined;
            return { contents: mutated(readFileSync(path, 'utf8'), mutation), loader: 'ts' };
          });
        },
      },
    ],
  });
}
