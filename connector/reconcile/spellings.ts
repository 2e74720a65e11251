import { foldCode } from '../plan/segment-code.ts';

/** Codes of owned segments that Permutive keeps in another spelling (T-3). On most servers there are none. */
export class Spellings {
  readonly #keptAs = new Map<string, string>();
  readonly #byFold = new Map<string, string>();

  add(code: string, keptAs: string): void {
    this.#keptAs.set(code, keptAs);
    this.#byFold.set(foldCode(keptAs), code);
  }

  /** A code as Permutive keeps it. */
  keptAs(code: string): string {
    return this.#keptAs.get(code) ?? code;
  }

  /** The code, among those, of the segment that this is a spelling of. */
  entryOf(code: string): string | undefined {
    return this.#byFold.size === 0 ? undefined : this.#byFold.get(foldCode(code));
  }

  kept(): readonly string[] {
    return [...new Set(this.#keptAs.values())];
  }
}
