import type { ErrorCode } from '../../spec/host/errors.ts';
import type { SegmentFields } from '../../spec/host/segment.ts';

/** Why a change is planned. */
export type PlanReason =
  | 'new'
  | 'deleted_elsewhere'
  | 'list_changed'
  | 'edited_elsewhere'
  | 'taken_over'
  | 'unlisted'
  | 'undone';

/** One change of a plan. */
export interface PlannedChange {
  readonly operation: 'Create' | 'Update' | 'Delete';
  readonly code: string;
  /** Permutive's id of the segment, where there is one. */
  readonly id?: string;
  /** What the import held; null for no segment. */
  readonly before: SegmentFields | null;
  /** What is asked for; what it does not give stays as it is. Null for no segment. */
  readonly after: SegmentFields | null;
  readonly reason: PlanReason;
  /** What a run by itself would have withheld it for; whoever applies the plan agrees to it. */
  readonly warnings: readonly ErrorCode[];
}

/** A segment of this owner for which the list asks what is there already, and did not ask before: applied, it is the base. */
export interface PlannedFact {
  readonly code: string;
  readonly asked: SegmentFields;
}

/** A change that a guard took out of a plan. */
export interface WithheldChange {
  readonly code: string;
  readonly name?: string;
  readonly reason: ErrorCode;
}

export interface PlanHeader {
  readonly planId: string;
  /** The connector that made it, with its version. */
  readonly connector: string;
  readonly importId: string;
  readonly importName: string;
  readonly baseUrl: string;
  readonly owner: string;
  /** The snapshot's, when the plan was made: it is for no other. */
  readonly serial: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** SHA-256 over the list's rows as they were read. */
  readonly listSha256: string;
  readonly counts: {
    readonly create: number;
    readonly update: number;
    readonly delete: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly skipped: number;
    readonly withheld: number;
    readonly owned: number;
    readonly foreign: number;
    readonly drift: number;
  };
  /** The first thousand. */
  readonly withheld: readonly WithheldChange[];
}

/** What a run would do, to be looked at and then applied as it is. */
export interface Plan {
  readonly header: PlanHeader;
  /** Creates and updates in the list's order, then deletions; again from the start each time. */
  changes(): AsyncIterable<PlannedChange>;
  /** What the snapshot takes though nothing is sent for it. */
  facts(): AsyncIterable<PlannedFact>;
}

/** How long a plan may be applied, in milliseconds. */
export const PLAN_LIFETIME_MS = 24 * 60 * 60 * 1_000;
