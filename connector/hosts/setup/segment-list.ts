import { type ListedSegment, type ListingOrder, listingOf, listSegments } from '../listing.ts';
import type { Page } from './protocol.ts';

/** What the import holds, as it was listed last; searched without asking Permutive again. */
export class SegmentList {
  #listed: Promise<ListedSegment[]> | undefined;

  forget(): void {
    this.#listed = undefined;
  }

  /** @throws {ListingError | UsageError} */
  async all(connection: ListingOrder, signal: AbortSignal): Promise<readonly ListedSegment[]> {
    this.#listed ??= collect(connection, signal);
    const listed = this.#listed;
    try {
      return await listed;
    } catch (error) {
      if (this.#listed === listed) this.#listed = undefined;
      throw error;
    }
  }
}

async function collect(connection: ListingOrder, signal: AbortSignal): Promise<ListedSegment[]> {
  const segments: ListedSegment[] = [];
  for await (const page of listSegments(listingOf(connection, { signal }))) segments.push(...page);
  return segments.sort((one, other) => one.name.localeCompare(other.name));
}

/** The segments that mention the words, one page of them. */
export function pageOfSegments(
  segments: readonly ListedSegment[],
  query: string,
  offset: number,
  limit: number,
): Page<ListedSegment> {
  const words = query.trim().toLowerCase();
  const found = segments.filter(({ code, name, description = '', categories = [] }) =>
    `${code} ${name} ${description} ${categories.join(' ')}`.toLowerCase().includes(words),
  );
  return { total: found.length, lines: found.slice(offset, offset + limit) };
}
