/** Salts the hashes of this process, so that nobody can prepare two texts that collide. */
const SALT = Math.floor(Math.random() * 2 ** 32);

const { imul } = Math;

/** A hash of 64 bits, as two whole numbers of 32: V8 keeps each without a box. */
export interface TextHash {
  readonly high: number;
  readonly low: number;
}

/** Hashes a text (cyrb53: two 32-bit multiply-xor lanes). */
export function hashOf(text: string, seed = 0): TextHash {
  let high = 0xdeadbeef ^ SALT ^ seed;
  let low = 0x41c6ce57 ^ SALT ^ seed;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = imul(high ^ unit, 2654435761);
    low = imul(low ^ unit, 1597334677);
  }
  high = imul(high ^ (high >>> 16), 2246822507) ^ imul(low ^ (low >>> 13), 3266489909);
  low = imul(low ^ (low >>> 16), 2246822507) ^ imul(high ^ (high >>> 13), 3266489909);
  return { high, low };
}

/** The same as one number of 53 bits, never 0. */
export function hashText(text: string, seed = 0): number {
  const { high, low } = hashOf(text, seed);
  return 4294967296 * (2097151 & low) + (high >>> 0) || 1;
}
