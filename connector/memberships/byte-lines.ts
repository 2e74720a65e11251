import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Whole lines of a file, a chunk's worth at a time. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** The same, one character a byte: a line is found and cut without being decoded. */
  readonly text: string;
  /** Whether the block is a part of a line that is too long to be held. */
  readonly partial: boolean;
}

/** A line may hold thousands of codes; beyond this it is an error, and never held. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/** Cuts bytes at line ends. The last line may lack one. */
export async function* lineBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0);
  let overlong = false;
  for await (const chunk of chunks) {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const block = bytes.subarray(0, end);
      yield { bytes: block, text: block.toString('latin1'), partial: overlong };
      overlong = false;
    }
    rest = bytes.subarray(end);
    if (rest.length <= MAX_LINE_BYTES) continue;
    overlong = true;
    rest = Buffer.alloc(0);
  }
  if (rest.length > 0 || overlong) yield { bytes: rest, text: rest.toString('latin1'), partial: overlong };
}

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The first chunk, and all of them from the beginning. */
export async function withHead(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let head = await iterator.next();
  while (!head.done && head.value.length < 2) {
    const more = await iterator.next();
    if (more.done) break;
    head = { done: false, value: Buffer.concat([head.value, more.value]) };
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      if (head.done) return;
      yield head.value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: head.done ? new Uint8Array() : head.value, chunks: chunks() };
}

/** Unpacks; several members follow each other in one file. @throws what zlib says of a damaged archive. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(chunks);
  const output = input.pipe(createGunzip({ chunkSize: 256 * 1024 }));
  input.once('error', (error) => output.destroy(error));
  try {
    yield* output;
  } finally {
    input.destroy();
    output.destroy();
  }
}
