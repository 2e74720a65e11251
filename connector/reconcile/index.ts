/** Full lists: make an import equal a list, this owner's segments only, reviewable before and provable after. */
import type { WriteRequest } from '../../spec/host/connector.ts';
import { apply as applyPlan } from './apply.ts';
import { type BackupContext, backedUpWrite as writeBackedUp } from './backed-up-write.ts';
import { plan as makePlan } from './make-plan.ts';
import { planUndo as makeUndo, type UndoRequest } from './make-undo.ts';
import type { Plan } from './plan.ts';
import { reconcile as reconcileList } from './reconcile.ts';
import type { Owner, ReconcileContext, ReconcileRequest } from './request.ts';
import { adopt as adoptListed } from './state.ts';

/** What a run on this list would do; writes nothing. Rejects when the import cannot be read. */
export const plan = (request: ReconcileRequest, context: ReconcileContext) => makePlan(request, context);

/** Does what a plan says and nothing else. Rejects with `plan_stale`, nothing sent, when anything planned is not as it was. */
export const apply = (made: Plan, request: Owner, context: ReconcileContext) => applyPlan(made, request, context);

/** Makes the import equal the list: plan and apply in one, the guards deciding about deletions. */
export const reconcile = (request: ReconcileRequest, context: ReconcileContext) => reconcileList(request, context);

/** Plans to bring what a run changed back to what a backup holds. Nothing is sent: apply the plan. */
export const planUndo = (request: UndoRequest, context: Omit<ReconcileContext, 'onRowResult'>) =>
  makeUndo(request, context);

/** Takes ownership of the segments that list and import share. Nothing is sent. */
export const adopt = (
  request: Owner & Pick<ReconcileRequest, 'list'>,
  context: Omit<ReconcileContext, 'onRowResult'>,
) => adoptListed(request, context);

/** write() on an import that is listed first, for a backup: with its results, `planUndo` makes the way back. */
export const backedUpWrite = (request: WriteRequest, context: BackupContext) => writeBackedUp(request, context);

export type { BackupContext } from './backed-up-write.ts';
export { Backup, type BackupHeader, readBackup } from './backup.ts';
export type { Guard } from './guard.ts';
export type { Done, Undo, UndoRequest } from './make-undo.ts';
export type { Plan, PlanHeader, PlannedChange, PlannedFact, PlanReason, WithheldChange } from './plan.ts';
export { readPlan, type TextSink, writePlan } from './plan-file.ts';
export type {
  ListChunk,
  ListRow,
  Owner,
  ReconcileContext,
  ReconcileRequest,
  ReconcileSummary,
  RemovalResult,
} from './request.ts';
export type {
  Intent,
  Origin,
  SnapshotChange,
  SnapshotEntry,
  SnapshotHeader,
  SnapshotKey,
  SnapshotSession,
  SnapshotStore,
} from './snapshot.ts';
export { type Adoption, entriesOf, inSnapshot } from './state.ts';
export { STORE_REQUIREMENTS, type StoreRequirement, type StoreTrial } from './store-conformance.ts';
export { fileSnapshot, unlockSnapshot } from './stores/file.ts';
export { memorySnapshot } from './stores/memory.ts';
export { type Whose, whoseIs } from './whose.ts';
