/** A group that Permutive refused, and the one of it that the refusal names, if any. */
export interface Refused<P, R> {
  readonly group: readonly P[];
  readonly refusal: R;
  readonly suspect: P | undefined;
}

/** What narrowing wants done next. */
export type Move<P, R> =
  | { readonly kind: 'send'; readonly group: readonly P[] }
  | { readonly kind: 'guilty'; readonly item: P; readonly refusal: R };

/** What became of a group that was sent. */
export interface Answered<P, R> {
  /** The parts of it that were refused; none: there is no fault left in it. */
  readonly refused: readonly Refused<P, R>[];
  /** Whether all of it was accepted as it was sent. Where a conflict was reconciled instead, the fault may have been that. */
  readonly accepted: boolean;
}

/** Whether hints in refusals are tried first: until one has lied (T-6: a hint to try first, never a verdict). */
export interface HintTrust {
  believed: boolean;
}

/**
 * Narrows a refused batch until only the guilty are left (T-6). Pure: it yields moves and is told for each group sent which
 * parts of it were refused (none: it passed). Adaptive group testing: the first fault is found by halving, always leftmost
 * first, so that what lies before it is settled; later groups are sized by the density of faults seen so far. A group that
 * must hold a fault is never sent whole again, and one that was refused alone is not sent a second time.
 */
export function* narrowing<P, R>(
  first: Refused<P, R>,
  trust: HintTrust,
  isOpen: (item: P) => boolean,
): Generator<Move<P, R>, void, Answered<P, R>> {
  /** `inferred`: nobody refused it as it is, but what it was a part of, and the other part passed. */
  const faulty: (Refused<P, R> & { readonly inferred?: true })[] = [first];
  let unknown: readonly P[] = [];
  const density = new Density();

  function* condemned(item: P, refusal: R): Generator<Move<P, R>, void, Answered<P, R>> {
    density.found();
    yield { kind: 'guilty', item, refusal };
  }

  /** Sends a group; a single one that is refused is guilty. */
  function* probe(group: readonly P[]): Generator<Move<P, R>, 'accepted' | 'reconciled' | 'refused', Answered<P, R>> {
    const { refused: parts, accepted } = yield { kind: 'send', group };
    const [refused] = parts;
    if (refused === undefined) {
      density.passed(group.length);
      return accepted ? 'accepted' : 'reconciled';
    }
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0) yield* condemned(only, refused.refusal);
    else faulty.push(...parts.toReversed());
    return 'refused';
  }

  for (;;) {
    const current = faulty.pop();
    if (current === undefined) {
      unknown = unknown.filter(isOpen);
      if (unknown.length === 0) return;
      const size = density.groupSize(unknown.length);
      const group = unknown.slice(0, size);
      unknown = unknown.slice(size);
      yield* probe(group);
      continue;
    }
    const group = current.group.filter(isOpen);
    if (group.length < current.group.length) {
      // Part of it has been settled since, and the fault perhaps with it.
      unknown = [...group, ...unknown];
      continue;
    }
    const { suspect, refusal } = current;
    if (group.length === 1) {
      // The rest of a refused group passed, so this one holds the fault; sent alone, it gets an answer of its own.
      if (current.inferred) yield* probe(group);
      else for (const item of group) yield* condemned(item, refusal);
      continue;
    }
    if (suspect !== undefined && trust.believed) {
      const rest = group.filter((item) => item !== suspect);
      const answer = yield* probe([suspect]);
      if (answer !== 'accepted') {
        // The fault was the suspect, or the conflict that it was in: of the rest nothing is known.
        yield* probe(rest);
        continue;
      }
      trust.believed = false;
      faulty.push({ group: rest, refusal, suspect: undefined, inferred: true });
      continue;
    }
    const middle = Math.floor(group.length / 2);
    const right = group.slice(middle);
    if ((yield* probe(group.slice(0, middle))) === 'accepted')
      faulty.push({ group: right, refusal, suspect: undefined, inferred: true });
    else unknown = [...right, ...unknown];
  }
}

/** What each fault found leaves of what was known before: bad rows often come in blocks, so the last few count most. */
const MEMORY = 0.85;

/** How densely faults have lain lately. */
class Density {
  #examined = 0;
  #found = 0;

  passed(count: number): void {
    this.#examined += count;
  }

  found(): void {
    this.#examined = this.#examined * MEMORY + 1;
    this.#found = this.#found * MEMORY + 1;
  }

  /** The size at which a group of untried operations is as likely to pass as not. */
  groupSize(left: number): number {
    if (this.#found === 0) return left;
    const density = this.#found / (this.#examined + 1);
    const even = density >= 0.5 ? 1 : Math.LN2 / -Math.log1p(-density);
    return Math.max(1, Math.min(left, Math.round(even)));
  }
}

/** `count` of a group, picked at random. */
export function pick<T>(group: readonly T[], count: number, random: () => number): readonly T[] {
  if (group.length <= count) return group;
  const picked = new Set<T>();
  while (picked.size < count)
    for (const one of group.slice(Math.floor(random() * group.length)).slice(0, 1)) picked.add(one);
  return [...picked];
}
