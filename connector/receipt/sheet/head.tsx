import type { RunFacts } from '../facts.ts';
import { bytesOf, isOfSegments, lasting, number, outcomesOf, rowsOf, titleOf, unitsOf } from '../words.ts';
import { clockIn } from './time.ts';

const MODES = {
  add: 'Add',
  remove: 'Remove',
  mirror: 'Change list (mirror)',
  upsert: 'Upsert',
  full: 'Full list: the import equals the file, only what is ours is deleted',
  undo: 'Takes a run back',
} as const;

/** Band, title, facts and counts. */
export function Head({ facts }: { facts: RunFacts }) {
  const { about, endedAt, summary } = facts;
  const sandbox = about.environment.kind === 'sandbox';
  const outcomes = outcomesOf(facts);
  const clock = clockIn(about.timeZone);
  const which = about.dryRun ? 'a dry run' : `run ${about.number ?? about.runId.slice(0, 8)}`;
  return (
    <header>
      <div className="band" />
      <p className="maker">
        <span>
          <span className="mark" aria-hidden="true">
            ±
          </span>
          destination-permutive
        </span>
        <span>{`Receipt of ${which} · ${sandbox ? 'Sandbox' : 'Production'}`}</span>
      </p>
      {about.dryRun ? <p className="word">Dry run</p> : sandbox && <p className="word">Sandbox</p>}
      <h1>{titleOf(facts)}</h1>
      <p className="lead">
        {[
          `${about.input?.name ?? 'Rows of a host'} ${about.dryRun ? 'against' : 'to'} “${about.import.name ?? about.import.id}”`,
          `${clock.date(about.startedAt)}, ${clock.time(about.startedAt)}${endedAt === undefined ? '' : ` to ${clock.time(endedAt)}`}, ${clock.zone}`,
        ].join(' · ')}
        {sandbox && ' · Permutive was not called.'}
      </p>
      {about.next !== undefined && (
        <p className="next">
          Next: <code>{about.next}</code>
        </p>
      )}
      <Facts facts={facts} />
      <dl className="counts">
        {outcomes.map(({ kind, glyph, word, rows }) => (
          <div key={kind}>
            <dt>
              <span className={`g ${kind}`} aria-hidden="true">
                {glyph}
              </span>
              {word}
            </dt>
            <dd>{number(rows)}</dd>
          </div>
        ))}
        {summary !== undefined && !about.dryRun && (
          <div className="took">
            <dt>took</dt>
            <dd>
              {lasting(summary.durationMs)}{' '}
              {facts.waitedMs > 0 && <small>{`${lasting(facts.waitedMs)} waiting`}</small>}
            </dd>
          </div>
        )}
      </dl>
      <div className="stackbar" aria-hidden="true">
        {outcomes.map(({ kind, rows }) => (
          <i key={kind} className={kind} style={{ flexGrow: rows }} />
        ))}
      </div>
    </header>
  );
}

function Facts({ facts }: { facts: RunFacts }) {
  const { about, endedAt, rows } = facts;
  const { input } = about;
  const inFile = about.toSettle ?? input?.rows ?? rows.settled;
  return (
    <dl className="facts">
      <dt>Import</dt>
      <dd>
        {about.import.name !== undefined && <span>{about.import.name}</span>}
        <code>{about.import.id}</code>
      </dd>
      <dt>Environment</dt>
      <dd>
        <span>{about.environment.kind === 'sandbox' ? 'Sandbox' : 'Production'}</span>
        <code>{`${about.environment.host}${about.dryRun ? ', only read' : ''}`}</code>
      </dd>
      <dt>Run</dt>
      <dd>
        <code>{about.runId}</code>
      </dd>
      <dt>Rows</dt>
      <dd>
        <span>
          {isOfSegments(about)
            ? `${unitsOf(inFile, about)}${about.plan === undefined ? ', of the list or yours' : ' planned'}${input?.rows === undefined ? '' : `, ${rowsOf(input.rows)} in the list`}`
            : `${rowsOf(inFile)} in the ${input === undefined ? 'source' : 'file'}`}
        </span>
        <span>{`${number(rows.settled - (about.dryRun ? 0 : rows.notSent))} settled, ${number(about.dryRun ? 0 : rows.sent)} sent`}</span>
        {rows.notSent + inFile - rows.settled > 0 && (
          <span>{`${number(rows.notSent + inFile - rows.settled)} not sent`}</span>
        )}
      </dd>
      {input !== undefined && (
        <>
          <dt>File</dt>
          <dd>
            <span>{[input.name, ...(input.bytes === undefined ? [] : [bytesOf(input.bytes)])].join(', ')}</span>
            {input.sha256 !== undefined && <code>{`sha256 ${input.sha256}`}</code>}
          </dd>
        </>
      )}
      {about.plan !== undefined && (
        <>
          <dt>Plan</dt>
          <dd>
            <code>{about.plan.fingerprint}</code>
          </dd>
        </>
      )}
      <dt>Begun, UTC</dt>
      <dd>{utc(about.startedAt)}</dd>
      <dt>Effect</dt>
      <dd>{MODES[about.mode]}</dd>
      {endedAt !== undefined && (
        <>
          <dt>Ended, UTC</dt>
          <dd>{utc(endedAt)}</dd>
        </>
      )}
      <dt>Version</dt>
      <dd>{about.connectorVersion}</dd>
    </dl>
  );
}

const utc = (at: string) => at.replace('T', ' ').replace('Z', '');
