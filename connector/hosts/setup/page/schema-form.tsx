import Form from '@rjsf/core';
import type { ErrorSchema, RJSFSchema, UiSchema, ValidatorType } from '@rjsf/utils';
import type { ReactNode } from 'react';
import type { FieldErrors } from '../protocol.ts';

/**
 * Accepts everything: the connector itself validates, on the server, and its own words stand at the fields. A validator that
 * compiles schemas would also need `eval`, which this page's policy forbids.
 */
const VALIDATOR: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({}),
};

type Values = Readonly<Record<string, unknown>>;

export interface SchemaFormProps {
  readonly schema: object;
  readonly values: Values;
  /** Secret fields that the server holds and does not tell. */
  readonly held?: readonly string[];
  readonly errors: FieldErrors;
  readonly onChange: (values: Values) => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A form drawn from a JSON Schema of the manifest alone: a field that is added there appears here. */
export function SchemaForm({ schema, values, held = [], errors, onChange, onSubmit, children }: SchemaFormProps) {
  const drawn = schema as RJSFSchema; // The manifest's schemas are JSON Schemas; their type only says "object".
  return (
    <Form
      schema={withoutTitle(drawn)}
      uiSchema={uiOf(drawn, held)}
      formData={values}
      validator={VALIDATOR}
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

function uiOf({ properties = {} }: RJSFSchema, held: readonly string[]): UiSchema {
  const fields = Object.entries(properties).flatMap(([name, field]) =>
    typeof field === 'object' ? [{ name, field: field as RJSFSchema & { order?: number } }] : [],
  );
  fields.sort((one, other) => (one.field.order ?? 0) - (other.field.order ?? 0));
  const ui: UiSchema = { 'ui:order': [...fields.map(({ name }) => name), '*'] };
  for (const { name, field } of fields) {
    const secret = field.writeOnly === true || field.format === 'password';
    const [example] = Array.isArray(field.examples) ? field.examples : [];
    ui[name] = {
      'ui:autocomplete': 'off',
      'ui:placeholder': held.includes(name) ? 'Kept in memory; leave blank to keep it' : String(example ?? ''),
      ...(secret && { 'ui:widget': 'password' }),
    };
  }
  return ui;
}

function errorsByField(errors: FieldErrors): ErrorSchema {
  const byField: Record<string, { __errors: string[] }> = {};
  for (const { field, message } of errors) {
    const name = field.replace(/^\//, '').split(/[./]/)[0] ?? field;
    byField[name] = { __errors: [...(byField[name]?.__errors ?? []), message] };
  }
  return byField as ErrorSchema; // rjsf's type cannot say "by any field's name".
}
