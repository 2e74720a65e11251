import type { FieldTemplateProps, WidgetProps } from '@rjsf/utils';
import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import type { SettingOption } from '../../../../../spec/destination/connector.ts';
import { Icon } from '../icon.tsx';

/** The widgets bring label, help and error themselves, tied to the field for screen readers. */
export const FieldTemplate = ({ children, hidden }: FieldTemplateProps) =>
  hidden ? null : <div className="rjsf-field">{children}</div>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function Help({ schema, rawErrors = [] }: Pick<WidgetProps, 'schema' | 'rawErrors'>) {
  if (rawErrors.length > 0)
    return (
      <FieldError className="wrong">
        <Icon name="warning" />
        <span>{rawErrors.join(' ')}</span>
      </FieldError>
    );
  return schema.description === undefined ? null : (
    <Text slot="description" className="help">
      {schema.description}
    </Text>
  );
}

export function TextWidget({ label, value, onChange, required, placeholder, schema, rawErrors = [] }: WidgetProps) {
  const invalid = rawErrors.length > 0;
  return (
    <TextField
      className="field"
      value={textOf(value)}
      onChange={onChange}
      isRequired={required ?? false}
      isInvalid={invalid}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <div className={invalid ? 'entry code bad' : 'entry code'}>
        <Input placeholder={placeholder ?? ''} autoComplete="off" spellCheck={false} />
      </div>
      <Help schema={schema} rawErrors={rawErrors} />
    </TextField>
  );
}

/** A key that is held is told by its ending; leaving the field blank keeps it. */
export function SecretWidget({ label, value, onChange, options, schema, rawErrors = [], required }: WidgetProps) {
  const held = options['held'];
  const invalid = rawErrors.length > 0;
  const kept = typeof held === 'string' ? `Kept${held === '' ? '' : `, ending ${held}`}. Leave blank to keep it` : '';
  return (
    <TextField
      className="field"
      type="password"
      value={textOf(value)}
      onChange={onChange}
      isRequired={(required ?? false) && held === undefined}
      isInvalid={invalid}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <div className={invalid ? 'entry code bad' : 'entry code'}>
        <Icon name="key" />
        <Input placeholder={kept} autoComplete="off" />
      </div>
      <Help schema={schema} rawErrors={rawErrors} />
    </TextField>
  );
}

/** Chosen by name; a value that is not in the list can still be pasted. */
export function ChoiceWidget({ label, value, onChange, options, schema, rawErrors = [], required }: WidgetProps) {
  const choices = Array.isArray(options['choices']) ? (options['choices'] as SettingOption[]) : []; // As uiOf() put them there.
  const invalid = rawErrors.length > 0;
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <ComboBox
      className="field"
      menuTrigger="focus"
      allowsCustomValue
      items={choices.map((choice) => ({ ...choice, id: choice.value }))}
      inputValue={chosen === undefined ? textOf(value) : chosen.label}
      selectedKey={chosen?.value ?? null}
      onInputChange={(text) => onChange(choices.find((choice) => choice.label === text)?.value ?? text)}
      onSelectionChange={(key) => key !== null && onChange(String(key))}
      defaultFilter={() => true}
      isRequired={required ?? false}
      isInvalid={invalid}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <div className={invalid ? 'entry bad' : 'entry'}>
        <Input placeholder="Name or ID" autoComplete="off" spellCheck={false} />
        <Button aria-label="Show the choices">
          <Icon name="down" />
        </Button>
      </div>
      <Help schema={schema} rawErrors={rawErrors} />
      <Popover className="choices">
        <ListBox<SettingOption & { id: string }> renderEmptyState={() => <p className="empty">None of that name</p>}>
          {({ id, label: name, description }) => (
            <ListBoxItem id={id} textValue={name} className="option">
              <span>{id === value && <Icon name="tick" />}</span>
              <span className="name">{name}</span>
              <code>{id.slice(0, 8)}</code>
              {description !== undefined && <span className="under">{description}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
