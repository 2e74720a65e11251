import { createHash, type Hash } from 'node:crypto';

/** A kind of file of ours: a name and a number. An unknown number is refused by name. */
export interface SealedFormat {
  readonly name: string;
  readonly number: number;
}

/** Makes NDJSON that tells whether it is whole: a header, lines, and an end line with their count and a SHA-256 over all before it. */
export class Sealer {
  readonly #format: SealedFormat;
  readonly #hash = createHash('sha256');
  #count = 0;

  constructor(format: SealedFormat) {
    this.#format = format;
  }

  header(header: object): string {
    return this.#hashed(`${JSON.stringify({ format: this.#format, ...header })}\n`);
  }

  line(line: string): string {
    this.#count += 1;
    return this.#hashed(`${line}\n`);
  }

  end(): string {
    return `${JSON.stringify({ end: this.#format.name, count: this.#count, sha256: this.#hash.digest('hex') })}\n`;
  }

  #hashed(text: string): string {
    this.#hash.update(text, 'utf8');
    return text;
  }
}

/** The same from lines that are there to be pulled. */
export async function* seal(
  format: SealedFormat,
  header: object,
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  const sealer = new Sealer(format);
  yield sealer.header(header);
  for await (const line of lines) yield sealer.line(line);
  yield sealer.end();
}

/** Why something is not the whole file it should be. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export interface Unsealed {
  readonly header: Readonly<Record<string, unknown>>;
  /** SHA-256 of all that the end line vouches for; known once `lines` has come to its end. */
  readonly sha256: () => string;
  /** In pieces. Throws {@link SealBroken} where the file does not end as it should: believe nothing of it before. */
  readonly lines: AsyncIterable<readonly string[]>;
}

/** Opens what `seal` wrote. @throws {SealBroken} */
export async function unseal(
  source: AsyncIterable<Uint8Array | string>,
  { name, number }: SealedFormat,
): Promise<Unsealed> {
  const pieces = linesIn(source)[Symbol.asyncIterator]();
  const first = await pieces.next();
  const [opening, ...rest] = first.done ? [] : first.value;
  const header = parse(opening);
  const format = header?.['format'];
  const told: Partial<SealedFormat> = typeof format === 'object' && format !== null ? format : {};
  if (header === undefined || told.name !== name) throw new SealBroken(`it is no ${name} file`);
  if (told.number !== number)
    throw new SealBroken(`it is in form ${String(told.number)} of ${name}; this version reads form ${number}`);
  const hash = createHash('sha256');
  hash.update(`${opening}\n`, 'utf8');
  let digest = '';
  async function* body(): AsyncGenerator<readonly string[]> {
    const seal = new Seal(name, hash);
    for (let piece: readonly string[] | undefined = rest; piece !== undefined; ) {
      const lines = seal.take(piece);
      if (lines.length > 0) yield lines;
      const next: IteratorResult<readonly string[]> = await pieces.next();
      piece = next.done ? undefined : next.value;
    }
    digest = seal.check();
  }
  return { header, sha256: () => digest, lines: body() };
}

/** Keeps one line back, for the last is the end line and not the content's. */
class Seal {
  readonly #name: string;
  readonly #hash: Hash;
  #last: string | undefined;
  #count = 0;

  constructor(name: string, hash: Hash) {
    this.#name = name;
    this.#hash = hash;
  }

  take(piece: readonly string[]): readonly string[] {
    if (piece.length === 0) return [];
    const lines = this.#last === undefined ? piece.slice(0, -1) : [this.#last, ...piece.slice(0, -1)];
    this.#last = piece[piece.length - 1];
    for (const line of lines) this.#hash.update(`${line}\n`, 'utf8');
    this.#count += lines.length;
    return lines;
  }

  check(): string {
    const end = parse(this.#last);
    if (end?.['end'] !== this.#name) throw new SealBroken('its end is missing: it was cut off');
    const digest = this.#hash.digest('hex');
    if (end['count'] !== this.#count || end['sha256'] !== digest)
      throw new SealBroken('it was changed since it was written: its digest does not fit');
    return digest;
  }
}

/** Lines that end in a line feed; what follows the last one was cut off and is no line. */
async function* linesIn(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8');
  let open = '';
  for await (const chunk of source) {
    const text = open + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const lines = text.split('\n');
    open = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
}

/** An object on a line, or nothing. */
export function parse(line: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>) // Its properties are unknown until read.
      : undefined;
  } catch {
    return undefined;
  }
}
