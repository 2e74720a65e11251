import { ERROR_CATALOGUE } from '../../../spec/host/errors.ts';
import type { Cause } from '../causes.ts';
import type { RunFacts } from '../facts.ts';
import { isOfSegments, number, rowsOf, segmentsOf } from '../words.ts';

/** Every failure by name, under its cause. */
export function Failures({ facts }: { facts: RunFacts }) {
  const causes = facts.causes.filter(({ status }) => status === 'failed');
  if (causes.length === 0) return null;
  const { failed } = facts.rows;
  const would = facts.about.dryRun ? 'Would fail' : 'Failed';
  return (
    <section>
      <h2>
        <span className="g failed" aria-hidden="true">
          !
        </span>
        {`${would}: ${rowsOf(failed)}, for ${number(causes.length)} ${causes.length === 1 ? 'cause' : 'causes'}`}
      </h2>
      {causes.map((cause) => (
        <CauseOf key={`${cause.code} ${cause.field}`} cause={cause} counted={rowsOf} />
      ))}
    </section>
  );
}

/** Rows that were left out on purpose, and segments that a full list kept back: a line a cause, with what would let them through. */
export function LeftOut({ facts }: { facts: RunFacts }) {
  const causes = facts.causes.filter(({ status }) => status === 'skipped');
  if (causes.length === 0) return null;
  const { skipped } = facts.rows;
  const ofSegments = isOfSegments(facts.about);
  return (
    <section>
      <h2>
        <span className="g skipped" aria-hidden="true">
          ‖
        </span>
        {ofSegments ? `Kept back, and why: ${segmentsOf(skipped)}` : `Left out: ${rowsOf(skipped)}`}
      </h2>
      {causes.map((cause) => (
        <CauseOf key={cause.code} cause={cause} counted={ofSegments ? segmentsOf : rowsOf} />
      ))}
    </section>
  );
}

function CauseOf({ cause, counted }: { cause: Cause; counted: (rows: number) => string }) {
  const { code, field, remedy, rows, instances } = cause;
  return (
    <div className="cause" data-lines>
      <p>
        <span>
          <b>{`${counted(rows)}: ${ERROR_CATALOGUE[code].message}`}</b> {remedy}
        </span>
        <code>{field === undefined ? code : `${code}, ${field}`}</code>
      </p>
      <ul>
        {instances.map(({ where, name, segmentCode, message, requestId }) => (
          <li key={`${where} ${segmentCode}`} data-line>
            <span>{where}</span>
            <span>
              {name} {segmentCode !== null && <code>{segmentCode}</code>}
            </span>
            <span>
              {message} {requestId !== undefined && <code>{requestId}</code>}
            </span>
          </li>
        ))}
      </ul>
      {rows > instances.length && <p className="more">{`and ${number(rows - instances.length)} more`}</p>}
    </div>
  );
}
