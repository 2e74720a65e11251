import type { SegmentFields } from '../../../../spec/host/segment.ts';
import type { Plan, PlannedChange } from '../../../reconcile/index.ts';
import type { FileRowResult } from '../../report/file-run.ts';
import { counted } from '../counted.ts';

/** A field and how it changes, as texts. */
export interface FieldChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** A plan as it is shown: in a terminal, and in a pull request. */
export interface PlanTold {
  readonly plan: Plan;
  readonly creates: readonly PlannedChange[];
  readonly updates: readonly PlannedChange[];
  readonly deletions: readonly PlannedChange[];
  /** Rows that cannot be used as they are. */
  readonly faults: readonly FileRowResult[];
}

export async function tellPlan(plan: Plan, faults: readonly FileRowResult[]): Promise<PlanTold> {
  const told = {
    plan,
    creates: [] as PlannedChange[],
    updates: [] as PlannedChange[],
    deletions: [] as PlannedChange[],
    faults,
  };
  const into = { Create: told.creates, Update: told.updates, Delete: told.deletions };
  for await (const change of plan.changes()) into[change.operation].push(change);
  return told;
}

const FIELDS = ['name', 'cpm', 'description', 'categories'] as const;

const textOf = (fields: SegmentFields, field: (typeof FIELDS)[number]): string => {
  const value = fields[field];
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  if (field === 'cpm') return Number(value).toFixed(2);
  return Array.isArray(value) ? value.join(', ') : String(value);
};

/** The values that a change changes. */
export function fieldChanges({ before, after }: PlannedChange): FieldChange[] {
  if (before === null || after === null) return [];
  return FIELDS.filter((field) => after[field] !== undefined)
    .map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) }))
    .filter((change) => change.before !== change.after);
}

export const nameOf = ({ before, after, code }: PlannedChange): string => (before ?? after)?.name ?? code;

/** One line of sums: `34 to create, 7 to update, 4 to delete, 6 as they are · 1 kept back, 3 to fix`. */
export function sumLine({ header: { counts } }: Plan): string {
  const work = `${counted(counts.create)} to create, ${counted(counts.update)} to update, ${counted(counts.delete)} to delete, ${counted(counts.unchanged)} as they are`;
  const rest = [
    ...(counts.withheld > 0 ? [`${counted(counts.withheld)} kept back`] : []),
    ...(counts.failed > 0 ? [`${counted(counts.failed)} to fix`] : []),
    ...(counts.skipped > 0 ? [`${counted(counts.skipped)} left as somebody changed them`] : []),
  ].join(', ');
  return rest === '' ? work : `${work} · ${rest}`;
}
