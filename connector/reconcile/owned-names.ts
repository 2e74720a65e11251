import { type Observed, ownershipOf } from './decide.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** Codes by the names that their owned segments have, or were asked to have. */
export function namesOf(
  entries: Iterable<{ code: string; entry: SnapshotEntry; observed: Observed | 'absent' }>,
): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { code, entry, observed } of entries) {
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
