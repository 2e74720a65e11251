import { useState } from 'react';
import type { RunRow } from '../../protocol.ts';
import { EvidencePanel } from './evidence.tsx';
import { type OfRun, ResultCells, ResultList } from './result-list.tsx';

/** Every row with what became of it; a row opens to its evidence (U-10). */
export function Rows(of: OfRun) {
  const [open, setOpen] = useState<number>();
  return (
    <ResultList<RunRow>
      {...of}
      of="rows"
      search="Name, code or row"
      beside={(lines, total) => {
        const shown = open === undefined ? undefined : lines.at(open);
        return (
          open !== undefined &&
          shown !== undefined && (
            <EvidencePanel
              run={of.run}
              place={shown.place}
              close={() => setOpen(undefined)}
              step={(by) => setOpen(Math.min(Math.max(open + by, 0), total - 1))}
            />
          )
        );
      }}
    >
      {(line, index) => (
        <button
          type="button"
          className="line"
          aria-haspopup="dialog"
          aria-expanded={index === open}
          onClick={() => setOpen(index)}
        >
          <ResultCells line={line} about={of.facts.about} message={line.message} where={line.rowId} />
        </button>
      )}
    </ResultList>
  );
}
