import { shuffled } from '../chance.ts';

/** What a listing shows of what is there. */
export type Listing =
  /** Everything, once. */
  | 'whole'
  /** Ends at `cappedAt` segments, though its count says that there are more. */
  | 'capped'
  /** Leaves out every third. */
  | 'short'
  /** Each page is cut from an order of its own: some are told twice, others never. */
  | 'reordered'
  /** A token is a position: what is deleted while somebody reads makes it skip one. */
  | 'by_position'
  /** Goes round for ever, with a new token each time. */
  | 'endless';

interface Slice<T> {
  readonly shown: readonly T[];
  /** The position to go on from, when there is more. */
  readonly next: number | undefined;
}

/** A page cut by position from everything there is. `position` counts on for ever in an endless listing. */
export function sliced<T>(
  listing: Exclude<Listing, 'whole'>,
  all: readonly T[],
  {
    position,
    pageSize,
    cappedAt,
    random,
  }: { position: number; pageSize: number; cappedAt: number; random: () => number },
): Slice<T> {
  switch (listing) {
    case 'capped':
      return cut(all.slice(0, cappedAt), position, pageSize);
    case 'short':
      return cut(
        all.filter((_, at) => at % 3 !== 2),
        position,
        pageSize,
      );
    case 'reordered':
      return cut(shuffled(all, random), position, pageSize);
    case 'by_position':
      return cut(all, position, pageSize);
    case 'endless': {
      const from = all.length === 0 ? 0 : position % all.length;
      return { shown: all.slice(from, from + pageSize), next: position + Math.min(pageSize, all.length - from || 1) };
    }
  }
}

const cut = <T>(all: readonly T[], from: number, size: number): Slice<T> => ({
  shown: all.slice(from, from + size),
  next: from + size < all.length ? from + size : undefined,
});
