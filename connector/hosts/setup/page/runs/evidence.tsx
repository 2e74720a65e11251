import { useEffect } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { RowEvidence } from '../../protocol.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { CopyButton } from '../copy-button.tsx';
import { Icon } from '../icon.tsx';
import { DONE, kindOf, Sign } from '../sign.tsx';
import { useAnswer } from '../use-answer.ts';
import { clockMs } from '../words.ts';

interface EvidenceProps {
  readonly run: number;
  readonly place: number;
  readonly close: () => void;
  readonly step: (by: 1 | -1) => void;
}

/** How what is told of a row is known (U-10). Arrow keys go to the next row, Escape back to the list. */
export function EvidencePanel({ run, place, close, step }: EvidenceProps) {
  const evidence = useEvidence(run, place);
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'ArrowDown') step(1);
      if (key === 'ArrowUp') step(-1);
      if (key === 'Escape') close(); // The dialog closes itself only while it has the focus.
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [step, close]);
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && close()}>
      <Modal className="evidence">
        <Dialog>
          {evidence === undefined ? (
            <Heading slot="title">Evidence</Heading>
          ) : (
            <Told evidence={evidence} close={close} />
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Told({ evidence, close }: { evidence: RowEvidence; close: () => void }) {
  const { row, conclusion, trail, fields, error, told, sentAs } = evidence;
  const kind = kindOf(row);
  return (
    <>
      <div className="part head">
        <div>
          <Heading slot="title" level={2}>
            <SegmentName name={row.name ?? row.segmentCode ?? `Row ${row.rowId}`} />
          </Heading>
          <span className="small quiet">
            {row.segmentCode !== null && (
              <>
                <code>{row.segmentCode}</code>
                {' · '}
              </>
            )}
            {placeOf(row)}
          </span>
        </div>
        <CopyButton label="Copy" text={async () => asText(evidence)} />
        <button type="button" className="icon-button" aria-label="Close" onClick={close}>
          <Icon name="cross" />
        </button>
      </div>
      <div className="part">
        <p className="therefore">
          <span className={`chip ${kind}`}>
            <Sign kind={kind} /> {DONE[kind]}
          </span>{' '}
          {conclusion}
        </p>
        {error !== undefined && <p className="small quiet">{error.remedy}</p>}
      </div>
      <div className="part">
        <h3>How we know</h3>
        <ol className="trail">
          {trail.map(({ at, title, detail, tone }) => (
            <li key={`${at} ${title}`} className={tone === 'plain' ? '' : tone}>
              <time dateTime={at}>{at === undefined ? '' : clockMs(at)}</time>
              <span className="point" />
              <div>
                <b>{title}</b>
                {detail !== undefined && <span className="under">{detail}</span>}
              </div>
            </li>
          ))}
        </ol>
      </div>
      <div className="part">
        <h3>
          {told === undefined ? 'Before, and asked for' : `Before, asked for, ${told.read ? 'read back' : 'answered'}`}
        </h3>
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Before</th>
              <th scope="col">Asked for</th>
              {told !== undefined && (
                <th scope="col">{`${told.read ? 'Read back' : 'Answered'} in ${told.request}`}</th>
              )}
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, before, asked, sent, now }) => (
              <tr key={field}>
                <td>{field}</td>
                <td>{before ?? 'none'}</td>
                <td>
                  {asked === undefined ? (
                    <span className="quiet">not in the row</span>
                  ) : sent ? (
                    <span className="sent">{asked}</span>
                  ) : (
                    asked
                  )}
                </td>
                {told !== undefined && <td>{now === undefined ? 'none' : now === asked ? 'equal' : now}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sentAs !== undefined && (
        <div className="part">
          <h3>{`Sent for this row in request ${sentAs.request}`}</h3>
          <pre>{sentAs.json}</pre>
        </div>
      )}
    </>
  );
}

const placeOf = ({ line, rowId }: RowEvidence['row']): string =>
  line === 0 ? 'no row of the file names it' : `line ${line}${rowId === String(line) ? '' : `, ${rowId}`}`;

/** To prove it to somebody else: a few lines for a message. */
function asText({ row, conclusion, trail, error }: RowEvidence): string {
  const steps = trail.map(
    ({ at, title, detail }) => `- ${at ?? ''} ${title}${detail === undefined ? '' : ` (${detail})`}`,
  );
  return [
    `${row.name ?? ''} (${row.segmentCode ?? 'no code'}), ${placeOf(row)}: ${conclusion}`,
    ...steps,
    ...(error === undefined ? [] : [error.remedy]),
  ].join('\n');
}

const useEvidence = (run: number, place: number): RowEvidence | undefined =>
  useAnswer<RowEvidence>(`/api/runs/${run}/rows/${place}`)?.answer;
