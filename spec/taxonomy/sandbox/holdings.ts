import type { WireSegment } from '../segment.ts';

/** What a read sees of an import. */
export interface Holdings {
  readonly size: number;
  /** The segment that somebody finds who asks for a code. */
  find(code: string): WireSegment | undefined;
  codeOfId(id: string): string | undefined;
  /** Up to `limit` segments created after the one with this sequence, and the sequence to go on from if there are more. */
  page(after: number, limit: number): { segments: WireSegment[]; next: number | undefined };
  all(): WireSegment[];
}
