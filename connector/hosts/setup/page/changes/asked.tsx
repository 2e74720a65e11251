import { Button } from 'react-aria-components/Button';
import { Checkbox } from 'react-aria-components/Checkbox';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { Asked as Question } from '../../file-view.ts';
import { post } from '../api.ts';
import { Icon } from '../icon.tsx';
import { many } from '../words.ts';

interface AskedProps {
  readonly asks: Question;
  readonly run: (act: () => Promise<unknown>) => void;
}

/** A decision that nobody takes for the reader: no answer is ticked beforehand. */
export function Asked({ asks, run }: AskedProps) {
  const decide = (choices: object) => run(() => post('/api/file/reading', choices));
  switch (asks.kind) {
    case 'encoding':
      return (
        <RadioGroup
          className="choice"
          aria-label="Which of these is right?"
          onChange={(encoding) => decide({ encoding })}
        >
          {asks.choices.map(({ encoding, label, samples }) => (
            <Radio key={encoding} value={encoding}>
              <span className="name">{label}</span>
              <span className="under">{samples.join('\n')}</span>
            </Radio>
          ))}
        </RadioGroup>
      );
    case 'columns':
      return (
        <p className="asked">
          <b>{asks.message}</b>{' '}
          {asks.heading !== undefined && (
            <Button
              className="button small"
              onPress={() => decide({ columns: { [asks.heading ?? '']: 'segment_code' } })}
            >
              They are the codes
            </Button>
          )}
        </p>
      );
    case 'effect':
      return (
        <p className="asked">
          <b>No column says what was added, changed or removed.</b> Say which one does, or what every row does.
        </p>
      );
    case 'codes':
      return <Codes asks={asks} agree={() => decide({ codesFromNames: true })} />;
  }
}

function Codes({
  asks: { rows, removes, examples },
  agree,
}: {
  asks: Extract<Question, { kind: 'codes' }>;
  agree: () => void;
}) {
  return (
    <div className="asked">
      <p>
        <b>No column holds segment codes.</b>{' '}
        {removes
          ? `${many(rows, 'row')} would remove a segment by a code made from its name, which may be another segment’s.`
          : `Codes would be made from the names of ${many(rows, 'row')}. A code can never be changed, and a renamed segment would get a new one.`}
      </p>
      {examples.length > 0 && (
        <ul className="examples">
          {examples.map(({ name, code }) => (
            <li key={name}>
              <span>{name}</span> <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      <Checkbox className="check" isSelected={false} onChange={agree}>
        <span className="box">
          <Icon name="tick" />
        </span>
        {removes ? 'Remove by name all the same' : 'Make codes from names, for good'}
      </Checkbox>
    </div>
  );
}
