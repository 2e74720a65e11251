/** The fields of a segment that can change; one that is not known or not given is left out. */
export interface SegmentFields {
  name?: string;
  description?: string;
  /** Price per thousand impressions in USD. */
  cpm?: number;
  categories?: readonly string[];
}

/** One segment of an import, as a host sees it. */
export interface Segment extends SegmentFields {
  /** Permutive's id of it. */
  id?: string;
  code: string;
  /** ISO 8601, as Permutive tells it. */
  updatedAt?: string;
}

/** One page of what an import holds. */
export interface SegmentsPage {
  segments: readonly Segment[];
  /** How many the import holds, where Permutive says so. */
  totalCount?: number;
  /** On the last page: whether the listing is complete (T-4), so that what it lacks is absent. */
  complete?: boolean;
}
