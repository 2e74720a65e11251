import type { CheckState } from '../protocol.ts';

const MARKS = { passed: '✓', failed: '✕', warning: '!', skipped: '–' } as const;

/** What check() found, step by step as it finds it. */
export function CheckSteps({ check, onward }: { readonly check: CheckState; readonly onward: () => void }) {
  const { running, steps, result } = check;
  return (
    <section className="card" aria-label="Test of the connection" aria-live="polite">
      <ul className="steps">
        {steps.map(({ id, status, message, error }) => (
          <li key={id} className={status}>
            <span className="mark" aria-hidden="true">
              {MARKS[status]}
            </span>
            <div>
              <strong>{id.replaceAll('_', ' ')}</strong> <span className="visually-hidden">{status}:</span> {message}
              {error !== undefined && !message.includes(error.remedy) && <p className="remedy">{error.remedy}</p>}
            </div>
          </li>
        ))}
      </ul>
      {running && <p role="status">Testing…</p>}
      {result?.status === 'succeeded' && (
        <div className="notice good">
          <p>
            Connected
            {result.import === undefined ? (
              '.'
            ) : (
              <>
                {' '}
                to <strong>{result.import.name}</strong>.
              </>
            )}
          </p>
          <button type="button" className="primary" onClick={onward}>
            Choose the target
          </button>
        </div>
      )}
      {result?.status === 'failed' && (
        <p className="notice bad">Not connected. What to do stands at the step that failed.</p>
      )}
    </section>
  );
}
