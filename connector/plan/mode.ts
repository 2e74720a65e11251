import type { AudienceMode, Change } from '../../spec/host/change-set.ts';

/** What a mode makes of a row by its change alone. */
export type Intent = 'present' | 'absent' | 'skip' | 'missing_change';

/** The mode table of section 6. */
export function intentOf(mode: AudienceMode, change: Change | undefined): Intent {
  const removal = change === 'removed';
  switch (mode) {
    case 'add':
    case 'upsert':
      return removal ? 'skip' : 'present';
    case 'remove':
      return removal || change === undefined ? 'absent' : 'skip';
    case 'mirror':
      if (change === undefined) return 'missing_change';
      return removal ? 'absent' : 'present';
  }
}

export const isChange = (raw: unknown): raw is Change => raw === 'added' || raw === 'changed' || raw === 'removed';
