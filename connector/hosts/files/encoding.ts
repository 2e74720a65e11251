import { UsageError } from '../usage-error.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What Windows-1252 has where Latin-1 has control characters, from 0x80; a dot where it has nothing. */
const WINDOWS = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';

/** Some versions of Node decode Windows-1252 as Latin-1 (nodejs/node#56542): what they leave is put right. */
const asWindows = (text: string): string =>
  text.replace(/[\x80-\x9f]/g, (character) => {
    const meant = WINDOWS[character.charCodeAt(0) - 0x80];
    return meant === undefined || meant === '.' ? character : meant;
  });

/** Bytes as Windows-1252 reads them, which reads anything. */
export const windowsText = (bytes: Uint8Array): string => asWindows(new TextDecoder('windows-1252').decode(bytes));

/** Bytes as text, chunk by chunk; a byte order mark is dropped. @throws {UsageError} at the first byte that is no text. */
export async function* decoded(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let before = 0;
  const decode = (chunk?: Uint8Array): string => {
    try {
      const text = decoder.decode(chunk, { stream: chunk !== undefined });
      return encoding === 'windows-1252' ? asWindows(text) : text;
    } catch {
      throw new UsageError(
        `The input is not in the encoding ${nameOf(encoding)} all through: what stands after byte ${before} cannot be read. ${encoding === 'utf-8' ? 'Add --encoding windows-1252 if it is in that, or save' : 'It may be cut. Save'} it as UTF-8.`,
      );
    }
  };
  for await (const chunk of chunks) {
    yield decode(chunk);
    before += chunk.length;
  }
  yield decode();
}

/** As it is called by people. */
export const nameOf = (encoding: Encoding): string =>
  ({ 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16', 'windows-1252': 'Windows-1252' })[encoding];
