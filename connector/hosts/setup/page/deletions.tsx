import { useState } from 'react';
import type { RunState } from '../protocol.ts';
import { things } from './format.ts';

export interface DeletionsProps {
  /** The dry run that was looked at. Another one is another question: give it as the `key`. */
  readonly preview: RunState;
  readonly busy: boolean;
  readonly onStart: (agreed: { preview: number; confirmedDeletions: number }) => void;
}

/** What would be deleted stands apart, and is agreed to by its number; then the run can start. */
export function Deletions({ preview, busy, onStart }: DeletionsProps) {
  const { segmentsDeleted: deleted } = preview;
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
          onClick={() => onStart({ preview: preview.id, confirmedDeletions: deleted })}
        >
          Start the sync
        </button>
      </div>
    </section>
  );
}
