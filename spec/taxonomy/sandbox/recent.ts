import type { WireSegment } from '../segment.ts';

/** What was changed lately, so that reads can lag behind writes (Y-1). */
export class Recent {
  #changes: { readonly at: number; readonly key: string; readonly before: WireSegment | undefined }[] = [];

  note(at: number, key: string, before: WireSegment | undefined): void {
    this.#changes.push({ at, key, before });
  }

  /** A segment that is seen by everybody at once. */
  forget(key: string): void {
    this.#changes = this.#changes.filter((change) => change.key !== key);
  }

  /** What is not seen yet by somebody who sees what was there at `time`: of each segment changed since, what it was. */
  since(time: number): ReadonlyMap<string, WireSegment | undefined> {
    const before = new Map<string, WireSegment | undefined>();
    for (const change of this.#changes)
      if (change.at > time && !before.has(change.key)) before.set(change.key, change.before);
    return before;
  }
}
