import type { SegmentFields } from '../../../spec/host/segment.ts';
import type { Page } from './protocol.ts';

/** Whose segments are: known where a folder remembers what was made from here. */
export type Whose = 'ours' | 'uncertain' | 'not_ours';

/** The run that wrote a segment last, as far as runs are known. */
export interface LastWriter {
  readonly run: number;
  /** Nobody knows whether its write is in effect. */
  readonly unsure?: true;
}

/** One segment that the import holds, as the page shows it. */
export interface TaxonomyLine extends SegmentFields {
  readonly code: string;
  readonly updatedAt?: string;
  readonly whose?: Whose;
  /** What somebody changed since the last run from here, with what stood there. */
  readonly edited?: readonly { readonly field: string; readonly was: string }[];
  /** Absent where no run that is known wrote it. */
  readonly written?: LastWriter;
  /** No plan deletes it. */
  readonly protected?: true;
}
export const TAXONOMY_KINDS = ['all', 'ours', 'not_ours', 'uncertain', 'edited'] as const;
export type TaxonomyKind = (typeof TAXONOMY_KINDS)[number];

/** What the import holds, as it was read last. */
export interface TaxonomyPage extends Page<TaxonomyLine> {
  readonly all: number;
  readonly at: string;
  /** Absent where nobody remembers whose they are; `why`, where that could not be read. */
  readonly counts?: Readonly<Record<TaxonomyKind, number>>;
  readonly why?: string;
}
