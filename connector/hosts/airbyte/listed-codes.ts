/** Codes a block holds; a block is sorted once it is full. */
const BLOCK = 65_536;

/**
 * Codes that a list named, as 53-bit fingerprints: 8 MB a million. Two codes that share one make `has` say yes for
 * both, which keeps a segment and never deletes one. For the same reason spellings that Permutive may take for one code
 * (case, Unicode form) are one here.
 */
export class ListedCodes {
  readonly #sorted: Float64Array[] = [];
  #filling = new Float64Array(BLOCK);
  #filled = 0;

  add(code: string): void {
    this.#filling[this.#filled] = fingerprint(code);
    this.#filled += 1;
    if (this.#filled === BLOCK) this.#close();
  }

  has(code: string): boolean {
    if (this.#filled > 0) this.#close();
    const wanted = fingerprint(code);
    return this.#sorted.some((block) => holds(block, wanted));
  }

  #close(): void {
    this.#sorted.push(this.#filling.slice(0, this.#filled).sort());
    this.#filling = new Float64Array(BLOCK);
    this.#filled = 0;
  }
}

function holds(sorted: Float64Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}

/** Two 32-bit multiply-and-xor lanes, mixed into the 53 bits a double holds exactly. */
function fingerprint(code: string): number {
  const folded = code.normalize('NFC').toLowerCase();
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let at = 0; at < folded.length; at += 1) {
    const unit = folded.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0xc2b2ae35);
  }
  high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ Math.imul(low ^ (low >>> 13), 0x297a2d39);
  low = Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) ^ Math.imul(high ^ (high >>> 13), 0x297a2d39);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
