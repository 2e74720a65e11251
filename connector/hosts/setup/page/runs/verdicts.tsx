import { useState } from 'react';
import type { Page, RunRow } from '../../protocol.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Sign } from '../sign.tsx';
import { useAnswer } from '../use-answer.ts';
import { number } from '../words.ts';
import { EvidencePanel } from './evidence.tsx';

/** The rows at fault of a batch, one click from their evidence. */
export function Verdicts({ run, batch, failed }: { run: number; batch: number; failed: number }) {
  const { lines, total } = useFailed(run, batch, failed);
  const [open, setOpen] = useState<number>();
  const shown = open === undefined ? undefined : lines[open];
  return (
    <>
      {lines.map((row, at) => (
        <div className="verdict" key={row.place}>
          <Sign kind="failed" label="failed" />
          <p>
            <b>
              <SegmentName name={row.name ?? row.segmentCode ?? `Row ${row.rowId}`} />
            </b>{' '}
            {row.segmentCode !== null && <code>{row.segmentCode}</code>}
            {row.message !== undefined && `: ${row.message}`}
          </p>
          <button type="button" className="button small" aria-haspopup="dialog" onClick={() => setOpen(at)}>
            Evidence
          </button>
        </div>
      ))}
      {total > lines.length && lines.length > 0 && (
        <p className="verdict quiet">{`${number(total - lines.length)} more, among the failed of Rows`}</p>
      )}
      {open !== undefined && shown !== undefined && (
        <EvidencePanel
          run={run}
          place={shown.place}
          close={() => setOpen(undefined)}
          step={(by) => setOpen(Math.min(Math.max(open + by, 0), lines.length - 1))}
        />
      )}
    </>
  );
}

/** Asked for anew when more have failed. */
const useFailed = (run: number, batch: number, failed: number): Page<RunRow> =>
  useAnswer<Page<RunRow>>(`/api/runs/${run}/batches/${batch}/at-fault?seen=${failed}`)?.answer ?? NONE;

const NONE: Page<RunRow> = { total: 0, lines: [] };
