import { useState } from 'react';
import type { SessionState } from '../protocol.ts';
import { post, wordsOf } from './api.ts';
import { CheckSteps } from './check-steps.tsx';
import { SchemaForm } from './schema-form.tsx';
import type { ScreenProps } from './screen-props.ts';

/** The connection's form, and its test. */
export function Connect({ session, live, reload, go }: ScreenProps) {
  const [values, setValues] = useState(session.config);
  const [fault, setFault] = useState<string>();
  const { check } = live;

  const test = async (config?: object) => {
    setFault(undefined);
    try {
      await post('/api/check', config === undefined ? {} : { config });
      await reload();
    } catch (error) {
      setFault(wordsOf(error));
    }
  };
  const takeSandbox = async () => {
    try {
      setValues((await post<SessionState>('/api/sandbox')).config);
      await test();
    } catch (error) {
      setFault(wordsOf(error));
    }
  };

  return (
    <>
      <section className="card" aria-label="Connection">
        <SchemaForm
          schema={session.manifest.config}
          values={values}
          held={session.held}
          errors={check?.result?.fieldErrors ?? []}
          onChange={setValues}
          onSubmit={() => void test(values)}
        >
          <div className="actions">
            <button type="submit" className="primary" disabled={check?.running}>
              Test connection
            </button>
            {session.sandbox && (
              <button type="button" onClick={() => void takeSandbox()} disabled={check?.running}>
                Use the sandbox
              </button>
            )}
          </div>
        </SchemaForm>
        <p className="hint">
          The key stays in the memory of this program and goes with it.{' '}
          <a href={session.manifest.documentationUrl}>About Permutive’s API</a>
        </p>
        {fault !== undefined && (
          <p role="alert" className="notice bad">
            {fault}
          </p>
        )}
      </section>
      {check !== undefined && <CheckSteps check={check} onward={() => go('Target')} />}
    </>
  );
}
