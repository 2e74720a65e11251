import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NOTHING, type Said } from '../files/columns.ts';
import { UsageError } from '../usage-error.ts';
import { packagePath } from './assets.ts';
import type { Effect } from './effect.ts';
import { MAX_UPLOAD_BYTES, TOO_LARGE } from './protocol.ts';
import { type Reading, type ReadingChoices, readingOf } from './reading.ts';
import type { RememberedColumns } from './remembered-columns.ts';

/** A file that was brought in, on the disk of this machine, as it is read now. */
export interface Upload extends Reading {
  readonly path: string;
}

/** Files that were brought in, the newest of which counts, in a folder of their own that goes with the program. */
export class Uploads {
  readonly #folder = mkdtemp(join(tmpdir(), 'destination-permutive-'));
  #count = 0;
  readonly #remembered: RememberedColumns;
  readonly #opened: Reading[] = [];
  #readings = 0;
  /** Readings follow one another: a choice is made on top of the one before, however fast they come. */
  #turn: Promise<unknown> = Promise.resolve();
  effect: Effect = 'mirror';
  current: Upload | undefined;

  constructor(remembered: RememberedColumns) {
    this.#remembered = remembered;
  }

  /** @throws {UsageError} when the file is too large. */
  async take(name: string, body: Readable): Promise<void> {
    const path = await this.#nextPath();
    let bytes = 0;
    const bound = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(bytes > MAX_UPLOAD_BYTES ? new UsageError(TOO_LARGE) : null, chunk);
      },
    });
    try {
      await pipeline(body, bound, createWriteStream(path));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    await this.#inTurn(() => this.#read(path, basename(name).slice(0, 200), {}));
  }

  async takeExample(): Promise<void> {
    const path = await this.#nextPath();
    await copyFile(packagePath('docs/examples/audience.csv'), path);
    await this.#inTurn(() => this.#read(path, 'audience.csv', {}));
  }

  /** Reads the same file by other choices: columns, encoding. @throws {UsageError} when there is none. */
  reread(choices: ReadingChoices): Promise<void> {
    return this.#inTurn(() => this.#reread(choices));
  }

  async #reread(choices: ReadingChoices): Promise<void> {
    const { current } = this;
    if (current === undefined) throw new UsageError('There is no file yet.');
    const columns = choices.columns && {
      columns: settled({ ...current.choices.columns, ...choices.columns }, choices.columns),
    };
    await this.#read(current.path, current.view.name, { ...current.choices, ...choices, ...columns });
    if (columns !== undefined) await this.#remembered.remember(headingsOf(this.current), columns.columns);
  }

  /** A file that a run was made of, as it was read then. @throws {UsageError} when it is not there any more. */
  async reopen(path: string, name: string, choices: ReadingChoices): Promise<void> {
    if (!existsSync(path)) throw new UsageError('The file of that run is not there any more.');
    await this.#inTurn(() => this.#read(path, name, { columns: {}, ...choices }));
  }

  /** Every file that was brought in stays until then: runs give their failed rows back from it, and are resumed. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#opened.map((reading) => reading.close()));
    await rm(await this.#folder, { recursive: true, force: true });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #nextPath(): Promise<string> {
    this.#count += 1;
    return join(await this.#folder, `upload-${this.#count}`);
  }

  async #read(path: string, name: string, choices: ReadingChoices): Promise<void> {
    this.#readings += 1;
    const { size } = await stat(path);
    const file = { path, name, bytes: size, sha256: await digestOf(path), reading: this.#readings };
    let reading = await readingOf(file, choices, this.effect);
    this.#opened.push(reading);
    if (choices.columns === undefined) {
      const columns = await this.#remembered.for(reading.view.columns.map(({ heading }) => heading));
      if (columns !== undefined) {
        reading = await readingOf(file, { ...choices, columns }, this.effect, 'remembered');
        this.#opened.push(reading);
      }
    }
    this.current = { ...reading, path };
  }
}

/** A field is one column's: the choice made last takes it from the one before. */
function settled(all: Readonly<Record<string, Said>>, last: Readonly<Record<string, Said>>): Record<string, Said> {
  const taken = new Set(Object.values(last).filter((column) => column !== NOTHING));
  return Object.fromEntries(
    Object.entries(all).filter(
      ([heading, column]) => Object.hasOwn(last, heading) || column === NOTHING || !taken.has(column),
    ),
  );
}

const headingsOf = (upload: Upload | undefined) => upload?.view.columns.map(({ heading }) => heading) ?? [];

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
