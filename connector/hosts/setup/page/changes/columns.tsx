import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import type { ColumnView } from '../../file-view.ts';
import { Icon } from '../icon.tsx';
import { FIELD_NAMES } from '../words.ts';

const NOTHING = 'nothing';
const HOW = { name: 'by its name', remembered: 'as last time', you: 'by you', none: 'not used' } as const;

/** The file's own headings with their first values, and what becomes of each (U-5). */
export function Columns({
  columns,
  choose,
}: {
  columns: readonly ColumnView[];
  choose: (chosen: Record<string, string>) => void;
}) {
  return (
    <table className="columns">
      <thead>
        <tr>
          <th scope="col">Column in your file</th>
          <th scope="col">First values</th>
          <th scope="col">Becomes</th>
          <th scope="col">Matched</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ heading, samples, field, matched }) => (
          <tr key={heading} className={field === undefined ? 'unused' : ''}>
            <td>
              <b>{heading}</b>
            </td>
            <td className="values">{samples.join(' · ')}</td>
            <td className="becomes">
              <Select
                aria-label={`${heading} becomes`}
                selectedKey={field ?? NOTHING}
                onSelectionChange={(key) => choose({ [heading]: String(key) })}
              >
                <Button className="pick">
                  <SelectValue />
                  <Icon name="down" />
                </Button>
                <Popover className="choices">
                  <ListBox>
                    <ListBoxItem id={NOTHING} className="option" textValue="Nothing">
                      <span />
                      <span>Nothing</span>
                    </ListBoxItem>
                    {Object.entries(FIELD_NAMES).map(([name, label]) => (
                      <ListBoxItem key={name} id={name} className="option" textValue={label}>
                        <span />
                        <span>{label}</span>
                      </ListBoxItem>
                    ))}
                  </ListBox>
                </Popover>
              </Select>
            </td>
            <td className="how">{field === undefined && matched === 'name' ? HOW.none : HOW[matched]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
