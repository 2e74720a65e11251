import { useEffect, useState } from 'react';
import type { AudienceMode } from '../../../../spec/host/change-set.ts';
import type { FieldErrors } from '../protocol.ts';
import { post, wordsOf } from './api.ts';
import { SchemaForm } from './schema-form.tsx';
import type { ScreenProps } from './screen-props.ts';

const TYPING_MS = 250;

/** The target's form with its code as it will be, and the mode. */
export function Target({ session, reload, go }: ScreenProps) {
  const { target: schema, capabilities } = session.manifest;
  const [values, setValues] = useState(session.settings?.target ?? {});
  const [mode, setMode] = useState<AudienceMode>(session.settings?.mode ?? 'upsert');
  const [errors, setErrors] = useState<FieldErrors>([]);
  const [fault, setFault] = useState<string>();
  const code = useCode(values);

  const choose = async () => {
    setFault(undefined);
    try {
      const { fieldErrors } = await post<{ fieldErrors: FieldErrors }>('/api/target', { target: values, mode });
      setErrors(fieldErrors);
      if (fieldErrors.length > 0) return;
      await reload();
      go('Preview');
    } catch (error) {
      setFault(wordsOf(error));
    }
  };

  return (
    <section className="card" aria-label="Target">
      <SchemaForm schema={schema} values={values} errors={errors} onChange={setValues} onSubmit={() => void choose()}>
        <p className="notice" aria-live="polite">
          Rows without a segment of their own go to <code>{code ?? '…'}</code>.{' '}
          {'segmentCode' in values && values['segmentCode'] ? (
            <>A code of your own stays the same when the segment is renamed.</>
          ) : (
            <>
              This code is made from the name: rename the segment, and the next sync makes a new one. A code of your own
              stays.
            </>
          )}
        </p>
        <fieldset className="modes">
          <legend>What becomes of rows</legend>
          {capabilities.audienceModes.map(({ id, title, description }) => (
            <label key={id}>
              <input
                type="radio"
                name="mode"
                value={id}
                checked={mode === id}
                onChange={() => setMode(id as AudienceMode) /* The manifest lists the modes there are. */}
              />
              <span>
                <strong>{title}</strong>
                {description}
              </span>
            </label>
          ))}
        </fieldset>
        <div className="actions">
          <button type="submit" className="primary">
            Use this target
          </button>
        </div>
      </SchemaForm>
      {fault !== undefined && (
        <p role="alert" className="notice bad">
          {fault}
        </p>
      )}
    </section>
  );
}

/** The code the connector would give the segment, asked when typing pauses. */
function useCode(values: object): string | null {
  const [code, setCode] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      post<{ code: string | null }>('/api/code', { target: values })
        .then((told) => {
          if (current) setCode(told.code);
        })
        .catch(() => undefined); // Only a preview: what is wrong is told when the target is used.
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [values]);
  return code;
}
