import Form from '@rjsf/core';
import type { ErrorSchema, RJSFSchema, UiSchema, ValidatorType } from '@rjsf/utils';
import type { ReactNode } from 'react';
import type { SettingOption } from '../../../../../spec/destination/connector.ts';
import type { FieldErrors } from '../../protocol.ts';
import { ChoiceWidget, FieldTemplate, SecretWidget, TextWidget } from './widgets.tsx';

/**
 * Accepts everything: the connector itself validates, on the server, and its own words stand at the fields. A validator that
 * compiles schemas would also need `eval`, which this page's policy forbids.
 */
const VALIDATOR: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({}),
};
const WIDGETS = { TextWidget, PasswordWidget: SecretWidget, choice: ChoiceWidget };

type Values = Readonly<Record<string, unknown>>;

export interface SchemaFormProps {
  readonly schema: object;
  readonly values: Values;
  /** Secret fields that the server holds and does not tell, with how they end. */
  readonly held: Readonly<Record<string, string>>;
  /** Values that a field may take, where they are known. */
  readonly choices: Readonly<Record<string, readonly SettingOption[]>>;
  readonly errors: FieldErrors;
  readonly onChange: (values: Values) => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A form drawn from a JSON Schema of the manifest alone: a field that is added there appears here (U-3). */
export function SchemaForm({ schema, values, held, choices, errors, onChange, onSubmit, children }: SchemaFormProps) {
  const drawn = schema as RJSFSchema; // The manifest's schemas are JSON Schemas; their type only says "object".
  return (
    <Form
      schema={withoutTitle(drawn)}
      uiSchema={uiOf(drawn, held, choices)}
      formData={values}
      validator={VALIDATOR}
      widgets={WIDGETS}
      templates={{ FieldTemplate }}
      extraErrors={errorsByField(errors)}
      showErrorList={false}
      noHtml5Validate
      onChange={({ formData }) => onChange(formData)}
      onSubmit={onSubmit}
    >
      {children}
    </Form>
  );
}

/** The page has a heading of its own. */
function withoutTitle({ title: _title, $id: _id, ...schema }: RJSFSchema): RJSFSchema {
  return schema;
}

type Drawn = RJSFSchema & { order?: number };

/** Secrets first: what the other fields may hold is known by the key. Else the manifest's own order. */
function uiOf(
  { properties = {} }: RJSFSchema,
  held: SchemaFormProps['held'],
  choices: SchemaFormProps['choices'],
): UiSchema {
  const fields = Object.entries(properties).flatMap(([name, field]) =>
    typeof field === 'object' ? [{ name, field: field as Drawn }] : [],
  );
  const rank = ({ field }: { field: Drawn }) => (isSecret(field) ? -1_000 : 0) + (field.order ?? 0);
  fields.sort((one, other) => rank(one) - rank(other));
  const ui: UiSchema = { 'ui:order': [...fields.map(({ name }) => name), '*'] };
  for (const { name, field } of fields) {
    const [example] = Array.isArray(field.examples) ? field.examples : [];
    const widget = isSecret(field) ? 'password' : (choices[name]?.length ?? 0) > 0 ? 'choice' : undefined;
    ui[name] = {
      'ui:placeholder': String(example ?? ''),
      'ui:options': { held: held[name], choices: choices[name] ?? [] },
      ...(widget !== undefined && { 'ui:widget': widget }),
    };
  }
  return ui;
}

const isSecret = ({ writeOnly, format }: RJSFSchema) => writeOnly === true || format === 'password';

function errorsByField(errors: FieldErrors): ErrorSchema {
  const byField: Record<string, { __errors: string[] }> = {};
  for (const { field, message } of errors) {
    const name = field.replace(/^\//, '').split(/[./]/)[0] ?? field;
    byField[name] = { __errors: [...(byField[name]?.__errors ?? []), message] };
  }
  return byField as ErrorSchema; // rjsf's type cannot say "by any field's name".
}
