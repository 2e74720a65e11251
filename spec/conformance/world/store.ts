import type { Applied } from './log.ts';
import type { Container } from './service.ts';
import type { Thing } from './vocabulary.ts';

/** One container's things, in the order in which they came. */
export class Store implements Container {
  readonly #things = new Map<string, Thing>();
  readonly #refused = new Set<string>();
  readonly #applied: (change: Applied) => void;

  /** @param applied is told of each change that the service makes; not of what is seeded. */
  constructor(applied: (change: Applied) => void) {
    this.#applied = applied;
  }

  all(): readonly Thing[] {
    return [...this.#things.values()];
  }

  get(key: string): Thing | undefined {
    return this.#things.get(key);
  }

  refuses(key: string): boolean {
    return this.#refused.has(key);
  }

  put(thing: Thing): 'created' | 'updated' | 'unchanged' | 'refused' {
    const { key } = thing;
    if (this.#refused.has(key)) return 'refused';
    const former = this.#things.get(key);
    const later = { ...former, ...carried(thing) };
    if (former !== undefined && isSame(former, later)) return 'unchanged';
    this.#things.set(key, later);
    this.#applied({ verb: 'put', key });
    return former === undefined ? 'created' : 'updated';
  }

  delete(key: string): 'deleted' | 'absent' {
    if (!this.#things.delete(key)) return 'absent';
    this.#applied({ verb: 'delete', key });
    return 'deleted';
  }

  seed(things: readonly Thing[]): void {
    for (const thing of things) this.#things.set(thing.key, carried(thing));
  }

  refuse(keys: readonly string[]): void {
    for (const key of keys) this.#refused.add(key);
  }

  reset(): void {
    this.#things.clear();
    this.#refused.clear();
  }
}

/** The thing without the fields it does not carry. */
const carried = ({ key, name, text, number }: Thing): Thing => ({
  key,
  ...(name !== undefined && { name }),
  ...(text !== undefined && { text }),
  ...(number !== undefined && { number }),
});

const isSame = (one: Thing, other: Thing): boolean =>
  one.name === other.name && one.text === other.text && one.number === other.number;
