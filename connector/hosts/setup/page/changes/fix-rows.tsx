import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import type { Page, PlanLine, PlanState } from '../../protocol.ts';
import { get } from '../api.ts';
import { Icon } from '../icon.tsx';
import { Sign } from '../sign.tsx';
import { FIELD_NAMES, many, number } from '../words.ts';
import { SegmentName } from './segment-name.tsx';
import { suggestedCode } from './suggested-code.ts';

/** As many as somebody mends by hand; the others are downloaded. */
const SHOWN = 200;
type Values = Readonly<Record<string, string>>;

interface FixRowsProps {
  readonly plan: PlanState;
  readonly idle: boolean;
  readonly close: () => void;
  readonly again: (corrections: { line: number; values: Values }[]) => void;
}

/** Rows to fix, in place: corrected in this plan only, the file stays as it is (U-6). */
export function FixRows({ plan, idle, close, again }: FixRowsProps) {
  const lines = useToFix(plan);
  const [edits, setEdits] = useState<ReadonlyMap<number, Values>>(new Map());
  const edit = (line: number, values: Values) => setEdits(new Map(edits).set(line, { ...edits.get(line), ...values }));
  const { rows } = plan.counts.failed;
  return (
    <section className="panel" aria-label="Rows to fix">
      <header>
        <h2>{`${many(rows, 'row')} to fix`}</h2>
        <span className="small quiet">Corrected here, in this plan only; your file stays as it is.</span>
        <span className="grow" />
        <a className="button small" href="/api/plan/to-fix.csv" download>
          <Icon name="save" /> Download
        </a>
        <Button className="button small" onPress={close}>
          Close
        </Button>
        <Button
          className="button small primary"
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
        <p className="nothing">{`${number(rows - lines.length)} more: download them, mend them in the file, and bring it again.`}</p>
      )}
    </section>
  );
}

function FixRow({
  line: { name, code, rowId, error, values },
  values: edited,
  edit,
}: {
  line: PlanLine;
  values: Values;
  edit: (values: Values) => void;
}) {
  const fields = values === undefined ? [] : fieldsToFix(error?.field, error?.code);
  return (
    <div className="fix">
      <Sign kind="failed" label="to fix" />
      <div>
        <SegmentName name={name === '' ? '(no name)' : name} />
        <div className="small quiet">
          {rowId} <code>{code}</code>
        </div>
      </div>
      <div className="why">{`${error?.message ?? ''} ${values === undefined ? 'Mend the line in the file.' : (error?.remedy ?? '')}`}</div>
      <div>
        {fields.map((field) => (
          <Fix key={field} field={field} was={values?.[field] ?? ''} now={edited[field]} edit={edit} />
        ))}
      </div>
    </div>
  );
}

interface FixProps {
  readonly field: string;
  readonly was: string;
  /** What was typed in its place. */
  readonly now: string | undefined;
  readonly edit: (values: Values) => void;
}

function Fix({ field, was, now, edit }: FixProps) {
  const suggested = field === 'segment_code' && now === undefined ? suggestedCode(was) : undefined;
  return (
    <div className="mend">
      <TextField className="field" value={now ?? was} onChange={(text) => edit({ [field]: text })}>
        <Label>{FIELD_NAMES[field]}</Label>
        <div className={now === undefined ? 'entry small bad' : 'entry small'}>
          <Input autoComplete="off" spellCheck={false} />
          {now !== undefined && <Icon name="tick" />}
        </div>
      </TextField>
      {suggested !== undefined && (
        <Button className="plain" onPress={() => edit({ [field]: suggested })}>
          Use <code>{suggested}</code>
        </Button>
      )}
    </div>
  );
}

/** What can be typed to mend a fault: the field it names, else the fields it is about. */
function fieldsToFix(field: string | undefined, code: string | undefined): readonly string[] {
  if (field !== undefined && Object.hasOwn(FIELD_NAMES, field)) return [field];
  switch (code) {
    case 'missing_segment_name':
      return ['segment_name'];
    case 'missing_segment_code':
    case 'invalid_segment_code':
      return ['segment_code'];
    case 'missing_change':
    case 'invalid_row':
      return ['change'];
    default:
      return [];
  }
}

function useToFix({ id }: PlanState): readonly PlanLine[] {
  const [lines, setLines] = useState<readonly PlanLine[]>([]);
  useEffect(() => {
    const cancel = new AbortController();
    // Asked for anew with each plan: corrected rows are gone from it.
    get<Page<PlanLine>>(`/api/plan/lines?kind=failed&plan=${id}&limit=${SHOWN}`, cancel.signal).then(
      (page) => setLines(page.lines),
      () => undefined, // Superseded, or the program is gone, which the frame tells.
    );
    return () => cancel.abort();
  }, [id]);
  return lines;
}
