import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { PlanState } from '../../protocol.ts';
import { Icon } from '../icon.tsx';
import { many, number } from '../words.ts';
import { FixRow, type Values } from './fix-row.tsx';
import { suggestedCode } from './suggested-code.ts';
import { allToFix, isMendable, useToFix } from './to-fix.ts';

/** As many as somebody mends by hand at a time. */
const FIRST = 50;
const MORE = 200;

interface FixRowsProps {
  readonly plan: PlanState;
  readonly idle: boolean;
  readonly close: () => void;
  readonly again: (corrections: { line: number; values: Values }[]) => void;
}

/** Rows to fix, in place: corrected in this plan only, the file stays as it is (U-6). */
export function FixRows({ plan, idle, close, again }: FixRowsProps) {
  const [limit, setLimit] = useState(FIRST);
  const lines = useToFix(plan, limit);
  const [edits, setEdits] = useState<ReadonlyMap<number, Values>>(new Map());
  const edit = (line: number, values: Values) => setEdits(new Map(edits).set(line, { ...edits.get(line), ...values }));
  const { rows } = plan.counts.failed;
  const [offered, setOffered] = useState(false);
  /** Every code that can be mended without a thought, in one go. */
  const takeSuggested = async () => {
    const next = new Map(edits);
    for (const { line, error, values } of await allToFix(plan.id, rows)) {
      const code = isMendable(error, values) ? suggestedCode(values?.['segment_code'] ?? '') : undefined;
      if (code !== undefined && next.get(line)?.['segment_code'] === undefined)
        next.set(line, { ...next.get(line), segment_code: code });
    }
    setEdits(next);
    setOffered(true);
  };
  const suggests = lines.filter(({ error, values }) => isMendable(error, values)).length > 1;
  return (
    <section className="panel" aria-label="Rows to fix">
      <header>
        <h2>{`${many(rows, 'row')} to fix`}</h2>
        <span className="small quiet">Corrected here, in this plan only; your file stays as it is.</span>
        {suggests && !offered && (
          <Button className="plain" onPress={() => void takeSuggested()}>
            Use every suggested code
          </Button>
        )}
        <span className="grow" />
        <a className="button small" href="/api/plan/to-fix.csv" download>
          <Icon name="save" /> Download
        </a>
        <Button className="button small" onPress={close}>
          Close
        </Button>
        <Button
          className="button small"
          isDisabled={edits.size === 0 || !idle}
          onPress={() => {
            again([...edits].map(([line, values]) => ({ line, values })));
            setEdits(new Map());
          }}
        >
          {`Plan again${edits.size === 0 ? '' : ` with ${many(edits.size, 'correction')}`}`}
        </Button>
      </header>
      {lines.map((line) => (
        <FixRow
          key={line.line}
          line={line}
          values={edits.get(line.line) ?? {}}
          edit={(values) => edit(line.line, values)}
        />
      ))}
      {rows > lines.length && lines.length > 0 && (
        <p className="nothing more">
          <Button className="button small" onPress={() => setLimit(limit + MORE)}>
            {`Show ${number(Math.min(MORE, rows - lines.length))} more`}
          </Button>{' '}
          {`of ${number(rows - lines.length)}; or download them, mend them in the file, and bring it again.`}
        </p>
      )}
    </section>
  );
}
