import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../usage-error.ts';
import { decoded, type Encoding, nameOf } from './encoding.ts';
import { type FirstLook, firstLook, LOOK_BYTES } from './first-look.ts';
import { InputBroken } from './input-broken.ts';
import { notUtf8Text } from './not-utf8.ts';
import type { Source } from './source.ts';

/** A file as text, whatever it was packed and encoded in. */
export interface Opened {
  readonly gzip: boolean;
  readonly encoding: Encoding;
  readonly text: AsyncGenerator<string>;
}

/**
 * Looks at how the file begins, and reads it as that (F-1). `asked`: the encoding the user says it has.
 *
 * @throws {UsageError} when it is no text, or in an encoding that is not to be guessed.
 */
export async function openText(
  source: Source,
  asked: Encoding | undefined,
  onBytes: (count: number) => void = () => undefined,
): Promise<Opened> {
  const outer = await peeked(counted(source.bytes(), onBytes), LOOK_BYTES);
  if (firstLook(outer.head, outer.whole).is !== 'gzip') return asText(outer, asked, source.name, false);
  const inner = await peeked(gunzipped(outer.chunks, source.name), LOOK_BYTES);
  return asText(inner, asked, source.name, true);
}

function asText({ head, whole, chunks }: Peeked, asked: Encoding | undefined, name: string, gzip: boolean): Opened {
  const look = firstLook(head, whole);
  const refusal = refusalOf(look, asked, name, head);
  if (refusal !== undefined) throw new UsageError(refusal);
  const encoding = asked ?? (look.is === 'text' ? look.encoding : 'utf-8');
  return { gzip, encoding, text: decoded(chunks, encoding) };
}

function refusalOf(look: FirstLook, asked: Encoding | undefined, name: string, head: Uint8Array): string | undefined {
  const again = (encoding: Encoding) => `--encoding ${encoding}`;
  switch (look.is) {
    case 'empty':
      return undefined;
    case 'gzip':
      return `The file ${name} is compressed twice. Unpack it once and sync that file.`;
    case 'refused':
      return `The file ${name} is ${look.what}, not rows of text. ${look.advice}`;
    case 'text':
      return asked !== undefined && asked !== look.encoding && look.encoding !== 'utf-8'
        ? `The file ${name} says itself that it is ${nameOf(look.encoding)}: leave out --encoding.`
        : undefined;
    case 'utf16_unmarked':
      return asked === undefined
        ? `The file ${name} looks like UTF-16, but has no mark that says so. Add ${again(look.encoding)} to read it as that, or save it as UTF-8.`
        : undefined;
    case 'not_utf8':
      return asked === undefined || asked === 'utf-8' ? notUtf8Text(head, name) : undefined;
  }
}

/** Whether all of the file is UTF-8: a pass without a parser, before anything of it is sent. */
export async function isUtf8Throughout(chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    if (!isUtf8(whole)) return false;
    rest = bytes.subarray(whole.length);
  }
  return rest.length === 0;
}

/** Bytes at the end that begin a character and do not end it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

interface Peeked {
  readonly head: Uint8Array;
  /** Whether `head` is all there is. */
  readonly whole: boolean;
  /** All of it, from the beginning. */
  readonly chunks: AsyncGenerator<Uint8Array>;
}

async function peeked(source: AsyncGenerator<Uint8Array>, bytes: number): Promise<Peeked> {
  const held: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  while (length < bytes && !whole) {
    const { value, done } = await source.next();
    if (done) whole = true;
    else {
      held.push(value);
      length += value.length;
    }
  }
  async function* chunks() {
    try {
      for (const chunk of held.splice(0)) yield chunk;
      if (!whole) yield* source;
    } finally {
      await source.return(undefined);
    }
  }
  return { head: Buffer.concat(held).subarray(0, bytes), whole, chunks: chunks() };
}

async function* counted(chunks: AsyncGenerator<Uint8Array>, onBytes: (count: number) => void) {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** @throws {InputBroken} when the archive is damaged or ends early. */
export async function* gunzipped(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const input = Readable.from(chunks);
  const unpacked = input.pipe(createGunzip({ chunkSize: LOOK_BYTES }));
  input.once('error', (error) => unpacked.destroy(error));
  try {
    yield* unpacked;
  } catch (error) {
    if (error instanceof InputBroken) throw error;
    throw new InputBroken(`The archive ${name} is damaged or ends early: what was unpacked before was read.`);
  } finally {
    input.destroy();
    unpacked.destroy();
  }
}
