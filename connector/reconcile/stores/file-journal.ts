import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { parse, SealBroken } from '../sealed-lines.ts';
import type { SnapshotChange, SnapshotEntry } from '../snapshot.ts';

/** Where the last word on a code stands in a journal, in bytes; or that the code is forgotten. */
const FORGOTTEN = -1;
const LINE_FEED = 0x0a;

/**
 * What was recorded since the snapshot file was written: a line a change, and after each record a line that vouches for it. A
 * record without that line never was: it was cut off by a crash (R-8: all or none).
 */
export class FileJournal {
  readonly #path: string;
  #end: number;
  #sessions: number;
  #begun = false;
  /** Where each code's last word stands: a million changes of a first run must not be kept in memory. */
  readonly #lastWord: Map<string, number>;
  #protect: readonly string[] | undefined;
  #broken: unknown;

  private constructor(path: string, read: ReadJournal) {
    this.#path = path;
    this.#end = read.end;
    this.#sessions = read.sessions;
    this.#lastWord = read.lastWord;
    this.#protect = read.protect;
  }

  /** Opens the journal that continues the snapshot file of `serial`, or begins one. @throws {SealBroken} */
  static async open(path: string, serial: number): Promise<FileJournal> {
    await (await open(path, 'a', 0o600)).close(); // Made, where there is none.
    return new FileJournal(path, await readJournal(path, serial));
  }

  /** Sessions that have recorded something in it. */
  get sessions(): number {
    return this.#sessions;
  }

  get protect(): readonly string[] | undefined {
    return this.#protect;
  }

  has(code: string): boolean {
    return this.#lastWord.has(code);
  }

  /** Writes changes down, all or none. Once writing has failed nothing can be recorded any more. */
  async record(serial: number, changes: readonly SnapshotChange[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    const begin = this.#begun ? [] : [JSON.stringify({ session: this.#sessions + 1, of: serial })];
    const lines = [...begin, ...changes.map((change) => JSON.stringify(change))];
    const body = Buffer.from(`${lines.join('\n')}\n`);
    const commit = Buffer.from(`${JSON.stringify({ commit: lines.length, sha256: sha256Of(body) })}\n`);
    try {
      await append(this.#path, Buffer.concat([body, commit]));
    } catch (error) {
      // A half record stays behind; it does not count, and nothing may follow it.
      this.#broken = error;
      throw error;
    }
    let at = this.#end;
    for (const [position, line] of lines.entries()) {
      const change = changes[position - begin.length];
      if (change !== undefined) this.#remember(change, at);
      at += Buffer.byteLength(line) + 1;
    }
    this.#end += body.length + commit.length;
    if (!this.#begun) this.#sessions += 1;
    this.#begun = true;
  }

  #remember(change: SnapshotChange, at: number): void {
    if ('protect' in change) this.#protect = change.protect;
    else if ('set' in change) this.#lastWord.set(change.set.code, at);
    else this.#lastWord.set(change.forget, FORGOTTEN);
  }

  /** The last word on each code that is not forgotten. @throws {SealBroken} where one is not found again: nothing may be lost in silence (N-10). */
  async *entries(): AsyncGenerator<SnapshotEntry> {
    let missing = 0;
    for (const at of this.#lastWord.values()) if (at !== FORGOTTEN) missing += 1;
    for await (const { line, at } of linesOf(this.#path, this.#end)) {
      const change = parse(line);
      const entry = change?.['set'] as SnapshotEntry | undefined; // Written by `record`, vouched for by its commit line.
      if (entry === undefined || this.#lastWord.get(entry.code) !== at) continue;
      missing -= 1;
      yield entry;
    }
    if (missing > 0) throw new SealBroken('its journal was changed while it was open');
  }
}

interface ReadJournal {
  end: number;
  sessions: number;
  lastWord: Map<string, number>;
  protect: readonly string[] | undefined;
}

async function append(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.appendFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Reads what is vouched for; what was cut off after it is taken off the file. */
async function readJournal(path: string, serial: number): Promise<ReadJournal> {
  const read: ReadJournal = { end: 0, sessions: 0, lastWord: new Map(), protect: undefined };
  let open: { line: string; at: number }[] = [];
  for await (const { line, at, next } of linesOf(path)) {
    const parsed = parse(line);
    if (parsed?.['commit'] === undefined) {
      open.push({ line, at });
      continue;
    }
    const body = Buffer.from(`${open.map((one) => one.line).join('\n')}\n`);
    if (parsed['commit'] !== open.length || parsed['sha256'] !== sha256Of(body))
      throw new SealBroken('its journal was changed since it was written: a digest does not fit');
    // A crash may leave a journal behind whose changes the snapshot file has taken up already.
    if (continues(open[0]?.line, serial) === 'taken_up') break;
    for (const one of open) enter(read, one.line, one.at);
    open = [];
    read.end = next;
  }
  await truncate(path, read.end);
  return read;
}

/** Whether a record that begins with `line` was made after the snapshot file of `serial`, or is in it. */
function continues(line: string | undefined, serial: number): 'continues' | 'taken_up' {
  const of = parse(line)?.['of'];
  if (of === undefined || of === serial) return 'continues';
  if (Number(of) < serial) return 'taken_up';
  throw new SealBroken('its journal belongs to a later snapshot');
}

function enter(read: ReadJournal, line: string, at: number): void {
  const change = parse(line);
  if (change === undefined) throw new SealBroken('its journal holds a line that is none');
  if (typeof change['session'] === 'number') read.sessions = change['session'];
  else if (Array.isArray(change['protect']))
    read.protect = change['protect'] as string[]; // Written by `record`.
  else if (typeof change['forget'] === 'string') read.lastWord.set(change['forget'], FORGOTTEN);
  else read.lastWord.set((change['set'] as SnapshotEntry).code, at); // Written by `record`.
}

/** Whole lines and where they stand, in bytes, up to `end`. */
async function* linesOf(
  path: string,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<{ line: string; at: number; next: number }> {
  let at = 0;
  let open: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    open = open.length === 0 ? chunk : Buffer.concat([open, chunk]);
    let from = 0;
    for (let to = open.indexOf(LINE_FEED); to !== -1 && at < end; to = open.indexOf(LINE_FEED, from)) {
      const next = at + to + 1 - from;
      yield { line: open.toString('utf8', from, to), at, next };
      from = to + 1;
      at = next;
    }
    open = open.subarray(from);
    if (at >= end) return;
  }
}
