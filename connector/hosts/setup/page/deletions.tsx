import { useState } from 'react';
import type { WriteSummary } from '../../../../spec/host/row-result.ts';
import { things } from './format.ts';

export interface DeletionsProps {
  readonly summary: WriteSummary;
  readonly busy: boolean;
  readonly onStart: (confirmedDeletions: number) => void;
}

/** What would be deleted stands apart, and is agreed to by its number; then the run can start. */
export function Deletions({ summary, busy, onStart }: DeletionsProps) {
  const { deleted } = summary.outcomes;
  const [confirmed, setConfirmed] = useState(false);
  return (
    <section className="card" aria-label="Start">
      {deleted > 0 && (
        <label className="notice bad confirm">
          <input type="checkbox" checked={confirmed} onChange={({ target }) => setConfirmed(target.checked)} />
          <span>
            Delete <strong>{things(deleted, 'segment')}</strong> from the import. This cannot be undone.
          </span>
        </label>
      )}
      <div className="actions">
        <button
          type="button"
          className="primary"
          disabled={busy || (deleted > 0 && !confirmed)}
          onClick={() => onStart(deleted)}
        >
          Start the sync
        </button>
      </div>
    </section>
  );
}
