import { foldCode } from '../plan/segment-code.ts';
import type { Census } from './census.ts';
import { ownershipOf } from './decide.ts';

/**
 * Owned codes by what a changed code has in common with the one before: the name that the segment has, or was asked to have, or the
 * letters, in another case. Gathered when it is first asked.
 */
export class OwnedNames {
  readonly #census: Census;
  #gathered: { readonly byName: Map<string, string[]>; readonly byFold: Map<string, string[]> } | undefined;

  constructor(census: Census) {
    this.#census = census;
  }

  /** Codes that a new one of this name may have been before, and which the list has not named yet. */
  unlisted(code: string, name: string): readonly string[] {
    this.#gathered ??= this.#gather();
    const { byName, byFold } = this.#gathered;
    const folded = foldCode(code);
    const alike = new Set([...(byName.get(name) ?? []), ...(byFold.get(folded) ?? []), folded]);
    return [...alike].filter((other) => other !== code && this.#isOwned(other) && !this.#census.isListed(other));
  }

  #isOwned(code: string): boolean {
    const observed = this.#census.observed(code);
    return observed !== 'absent' && ownershipOf(this.#census.entry(code), observed).whose === 'ours';
  }

  #gather() {
    const [byName, byFold] = [new Map<string, string[]>(), new Map<string, string[]>()];
    const add = (to: Map<string, string[]>, key: string, code: string) => {
      const codes = to.get(key) ?? [];
      codes.push(code);
      to.set(key, codes);
    };
    for (const { code, entry, observed } of this.#census.entries()) {
      if (observed === 'absent' || ownershipOf(entry, observed).whose !== 'ours') continue;
      const folded = foldCode(code);
      if (folded !== code) add(byFold, folded, code);
      for (const name of new Set([observed.fields.name, entry.owned?.base.name]))
        if (name !== undefined) add(byName, name, code);
    }
    return { byName, byFold };
  }
}
