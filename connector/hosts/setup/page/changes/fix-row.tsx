import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import type { PlanLine } from '../../protocol.ts';
import { Icon } from '../icon.tsx';
import { Sign } from '../sign.tsx';
import { FIELD_NAMES, number } from '../words.ts';
import { SegmentName } from './segment-name.tsx';
import { suggestedCode } from './suggested-code.ts';
import { fieldsToFix } from './to-fix.ts';

export type Values = Readonly<Record<string, string>>;

/** One row to fix: why, and what can be typed in the place of what is wrong. */
export function FixRow({
  line: { name, code, rowId, line: at, error, values },
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
          {placeOf(rowId, at)}
          {code !== null && (
            <>
              {' · '}
              <code>{code}</code>
            </>
          )}
        </div>
      </div>
      <div className="why">
        <b>{withoutLine(error?.message ?? '')}</b>{' '}
        <span>{values === undefined ? 'Mend the line in the file.' : error?.remedy}</span>
      </div>
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

/** The place stands beside the row. */
const withoutLine = (message: string): string => message.replace(/ \(line [^()]+\)$/, '');
const placeOf = (rowId: string, line: number): string =>
  [String(line), `line ${line}`].includes(rowId) ? `line ${number(line)}` : `${rowId}, line ${number(line)}`;
