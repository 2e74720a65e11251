import type { Pending } from './pending.ts';

const POSITION = /operations\s*[[.(]\s*(\d+)/g;

/** The one operation of a group that a refusal's text names, by position or by code; nothing when it names none or several. */
export function suspectIn(group: readonly Pending[], body: string): Pending | undefined {
  const named = new Set<Pending>();
  for (const [, position] of body.matchAll(POSITION)) {
    const pending = group[Number(position)];
    if (pending !== undefined) named.add(pending);
  }
  if (named.size === 0) {
    const words = new Set(body.split(/[\s"'`,:;()<>]+/));
    for (const pending of group) if (words.has(pending.change.code)) named.add(pending);
  }
  const [suspect, ...others] = named;
  return others.length === 0 ? suspect : undefined;
}

const CONFLICT_WORDS = /already exists|duplicate|does ?n[o']t exist|not found|alreadyexists|doesnotexist/i;

/** Whether a refusal says that a segment exists, or does not, against what the operation supposes (T-4). */
export const speaksOfConflict = (status: number, body: string): boolean =>
  status === 409 || status === 404 || CONFLICT_WORDS.test(body);
