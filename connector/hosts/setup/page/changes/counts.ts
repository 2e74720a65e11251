import type { KindCounts } from '../../protocol.ts';

/** Segments that would change: deletions are told apart wherever it matters. */
export const changesIn = ({ deleted, updated, created }: KindCounts): number =>
  deleted.segments + updated.segments + created.segments;
