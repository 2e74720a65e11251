/** Full lists: make an import equal a list, this owner's segments only, reviewable before and provable after. */
export type { Guard } from './guard.ts';
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
export { STORE_REQUIREMENTS, type StoreRequirement, type StoreTrial } from './store-conformance.ts';
export { fileSnapshot } from './stores/file.ts';
export { memorySnapshot } from './stores/memory.ts';
