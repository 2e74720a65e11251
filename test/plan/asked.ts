import { desiredBy, type PlannedTarget, type RowContext } from '../../connector/plan/desired.ts';
import type { AudienceMode } from '../../spec/host/change-set.ts';

export const target: PlannedTarget = { segmentName: 'Everyone', segmentCode: 'everyone', plain: true };
export const namedOnly: PlannedTarget = { segmentName: 'Every One', segmentCode: undefined, plain: true };

export const contextOf = (mode: AudienceMode, by: PlannedTarget | undefined): RowContext => ({
  mode,
  target: by,
  changeSetId: undefined,
  redact: (text) => text.replaceAll('SECRET', '[redacted]'),
});

/** What a row asks for; `null` for a run without a target. */
export const asked = (row: object, mode: AudienceMode = 'upsert', by: PlannedTarget | null = target) =>
  desiredBy(row, '1', contextOf(mode, by ?? undefined));
