/** What the connector did instead. */
class Unmet extends Error {}

/** @throws {Unmet} unless `met` */
export function demand(met: boolean, otherwise: string): asserts met {
  if (!met) throw new Unmet(otherwise);
}

/** @throws {Unmet} unless both are the same as JSON */
export function demandEqual(seen: unknown, wanted: unknown, what: string): void {
  const [is, should] = [canonical(seen), canonical(wanted)];
  demand(is === should, `${what}: wanted ${shortened(should)}, saw ${shortened(is)}.`);
}

/** @throws {Unmet} unless the number is at most the limit */
export function demandAtMost(seen: number, limit: number, what: string): void {
  demand(seen <= limit, `${what}: wanted at most ${limit}, saw ${Math.round(seen)}.`);
}

const shortened = (text = 'nothing'): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** JSON with the keys of every object in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a.localeCompare(b)))
      : part,
  );
