import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildContext, context } from 'esbuild';
import { type Mutation, mutated } from './mutations.ts';

/** How a mutant fared in a stage. */
export type Fate = 'killed' | 'timed_out' | 'survived';

/** Inside node_modules, so that the bundles find their dependencies. */
const FOLDER = 'node_modules/.cache/mutants';
/** A mutant that takes so many times as long as the program itself goes round in circles. */
const PATIENCE = 6;
const LEAST_MS = 10_000;

/** What is known of a set of tests once they have been run without a mutant: by whichever worker came first. */
const limits = new Map<readonly string[], Promise<number>>();

/** A set of tests and everything they import as one program, that is built anew in milliseconds for each mutant. */
export class Stage {
  readonly #builder: BuildContext;
  readonly #outfile: string;
  readonly #state: { mutation: Mutation | undefined };
  #limitMs = 600_000;

  private constructor(builder: BuildContext, outfile: string, state: { mutation: Mutation | undefined }) {
    this.#builder = builder;
    this.#outfile = outfile;
    this.#state = state;
  }

  /** `name`: one for each stage that lives at a time. Rejects when the tests fail without a mutant. */
  static async open(name: string, tests: readonly string[]): Promise<Stage> {
    mkdirSync(FOLDER, { recursive: true });
    const outfile = join(FOLDER, `${process.pid}-${name}.mjs`);
    const state: { mutation: Mutation | undefined } = { mutation: undefined };
    const globals = resolve('test/mutants/globals.ts');
    const program = [
      `import { load, runAll } from ${JSON.stringify(globals)};`,
      ...tests.map(
        (path) => `await load(() => import(${JSON.stringify(resolve(path))}), process.argv[2] === '${path}');`,
      ),
      'try { process.exit((await runAll()) > 0 ? 0 : 1); }',
      'catch (error) { process.stderr.write(String(error?.stack ?? error)); process.exit(1); }',
    ].join('\n');
    const builder = await context({
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
    const stage = new Stage(builder, outfile, state);
    const sound = limits.get(tests) ?? stage.#passes(tests);
    limits.set(tests, sound);
    stage.#limitMs = await sound;
    return stage;
  }

  /** Makes sure that the tests pass without a mutant. How long they may take with one, in milliseconds. */
  async #passes(tests: readonly string[]): Promise<number> {
    const started = Date.now();
    const { fate, words } = await this.#run([]);
    if (fate !== 'survived') throw new Error(`The tests fail without a mutant (${tests.join(', ')}):\n${words}`);
    return Math.max(LEAST_MS, PATIENCE * (Date.now() - started));
  }

  async meets(mutation: Mutation): Promise<Fate> {
    this.#state.mutation = mutation;
    // Its own test most often kills it: the others are not waited for.
    return (await this.#run([mutation.file.replace(/^connector/, 'test').replace(/\.ts$/, '.test.ts')])).fate;
  }

  async #run(args: readonly string[]): Promise<{ fate: Fate; words: string }> {
    const { outputFiles } = await this.#builder.rebuild();
    writeFileSync(this.#outfile, outputFiles?.[0]?.contents ?? '');
    return new Promise((settle) => {
      const child = spawn(process.execPath, [this.#outfile, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      let words = '';
      let tooLong = false;
      child.stderr.on('data', (piece) => {
        words = `${words}${piece}`.slice(-4_000);
      });
      const limit = setTimeout(() => {
        tooLong = true;
        child.kill('SIGKILL');
      }, this.#limitMs);
      child.on('close', (code) => {
        clearTimeout(limit);
        settle({ fate: tooLong ? 'timed_out' : code === 0 ? 'survived' : 'killed', words });
      });
    });
  }

  async close(): Promise<void> {
    await this.#builder.dispose();
    rmSync(this.#outfile, { force: true });
  }
}
