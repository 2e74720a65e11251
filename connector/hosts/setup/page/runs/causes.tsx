import type { Cause } from '../../../../receipt/index.ts';
import { Icon } from '../icon.tsx';
import { Sign } from '../sign.tsx';
import { many, number } from '../words.ts';

const SHOWN = 3;

/** Rows that failed or were left out, by cause; under each up to three in their own words (F-17). */
export function CausesOf({
  causes,
  messages,
  run,
  failed,
  running,
}: {
  causes: readonly Cause[];
  /** What each code of the manifest's catalogue means. */
  messages: ReadonlyMap<string, string>;
  run: number;
  failed: number;
  running: boolean;
}) {
  if (causes.length === 0)
    return <p className="nothing">{running ? 'No trouble with any row so far.' : 'No trouble with any row.'}</p>;
  return (
    <>
      {causes.map(({ code, field, status, rows, remedy, instances, notSent }) => (
        <div className="cause" key={`${status} ${code} ${field} ${notSent}`}>
          <Sign
            kind={notSent ? 'skipped' : status}
            label={notSent ? 'not sent' : status === 'failed' ? 'failed' : 'left out'}
          />
          <b>
            {notSent
              ? `${many(rows, 'row')} ${rows === 1 ? 'was' : 'were'} not sent`
              : `${many(rows, 'row')}: ${messages.get(code) ?? code}`}
          </b>
          <code>{field === undefined ? code : `${code}, ${field}`}</code>
          <p>{notSent ? `Nothing is wrong with them. ${remedy}` : remedy}</p>
          <ul>
            {instances.slice(0, SHOWN).map(({ where, name, segmentCode, message }) => (
              <li key={`${where} ${segmentCode}`}>
                <span>{where}</span>
                <span>
                  {name !== undefined && `${name}: `}
                  {message}
                </span>
              </li>
            ))}
            {rows > SHOWN && (
              <li className="quiet">{`and ${number(rows - Math.min(SHOWN, instances.length))} more`}</li>
            )}
          </ul>
        </div>
      ))}
      {failed > 0 && !running && (
        <p className="nothing">
          <a className="button small" href={`/api/runs/${run}/failed.csv`} download>
            <Icon name="save" /> {`Download ${many(failed, 'failed row')}`}
          </a>
        </p>
      )}
    </>
  );
}
