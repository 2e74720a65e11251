import type { Census } from './census.ts';
import { ownershipOf } from './decide.ts';

/** Codes by the names that their owned segments have, or were asked to have; gathered when it is first asked. */
export class OwnedNames {
  readonly #census: Census;
  #codes: Map<string, string[]> | undefined;

  constructor(census: Census) {
    this.#census = census;
  }

  /** Codes of that name which the list has not named yet. */
  unlisted(name: string): readonly string[] {
    this.#codes ??= this.#gathered();
    return (this.#codes.get(name) ?? []).filter((code) => !this.#census.isListed(code));
  }

  #gathered(): Map<string, string[]> {
    const names = new Map<string, string[]>();
    for (const { code, entry, observed } of this.#census.remembered()) {
      if (observed === 'absent' || ownershipOf(entry, observed).whose !== 'ours') continue;
      for (const name of new Set([observed.fields.name, entry.owned?.base.name])) {
        if (name === undefined) continue;
        const codes = names.get(name) ?? [];
        codes.push(code);
        names.set(name, codes);
      }
    }
    return names;
  }
}
