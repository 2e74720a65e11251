import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link } from 'wouter';
import type { CheckStep } from '../../../../../spec/host/check-result.ts';
import { post } from '../api.ts';
import { Fault } from '../fault.tsx';
import { Icon } from '../icon.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { useAction } from '../use-action.ts';
import { CheckSteps } from './check-steps.tsx';
import { ImportFacts } from './import-facts.tsx';
import { SchemaForm } from './schema-form.tsx';

const KEY_STEPS: readonly CheckStep['id'][] = ['authentication', 'write_access'];

/** Where changes go, and with which key (U-3). */
export function Connection({ state: { connection, live }, basics }: ScreenProps) {
  const { config, held, check, choices } = connection;
  const [edited, setEdited] = useState<Readonly<Record<string, unknown>>>();
  const { busy, fault, run } = useAction();
  const values = edited ?? config;
  const test = () =>
    run(async () => {
      await post('/api/connection', { config: values });
      setEdited(undefined);
    });
  const testing = busy || check?.running === true;
  // What Permutive says of the key stands at the key.
  const ofKey = check?.result?.steps.find(({ id, status }) => status === 'failed' && KEY_STEPS.includes(id));
  const aboutTheKey =
    ofKey?.error === undefined || edited !== undefined
      ? []
      : Object.keys(held).map((field) => ({ field, message: ofKey.error?.message ?? '' }));
  const ready = check?.result?.status === 'succeeded' && !testing;
  return (
    <main>
      <div className="title">
        <div>
          <h1>Connection</h1>
          <p>Where changes go, and with which key.</p>
        </div>
      </div>
      <div className="connection">
        <section className="panel settings" aria-label="Settings">
          <SchemaForm
            schema={basics.manifest.config}
            values={values}
            held={held}
            choices={choices}
            errors={[...(check?.result?.fieldErrors ?? []), ...aboutTheKey]}
            onChange={setEdited}
            onSubmit={test}
          >
            <div className="actions">
              <Button
                type="submit"
                className={ready ? 'button' : 'button primary'}
                isDisabled={testing || live !== undefined}
              >
                {testing && <span className="spinner" />}
                {check?.result === undefined ? 'Test connection' : 'Test again'}
              </Button>
              {basics.sandbox && (
                <Button
                  className="button"
                  isDisabled={testing || live !== undefined}
                  onPress={() =>
                    run(async () => {
                      await post('/api/connection/sandbox');
                      setEdited(undefined);
                    })
                  }
                >
                  Use the sandbox
                </Button>
              )}
            </div>
            <p className="help">The key stays in the memory of this program and is gone when it ends.</p>
            <p className="help">
              <Addresses manifest={basics.manifest} />
            </p>
          </SchemaForm>
          <Fault text={fault} />
        </section>
        <div className="aside">
          {check !== undefined && (
            <CheckSteps check={check}>
              {ready && (
                <div className="onward">
                  <Link className="button primary" href="/changes">
                    Bring a file <Icon name="arrow" />
                  </Link>
                </div>
              )}
            </CheckSteps>
          )}
          {connection.import !== undefined && <ImportFacts found={connection.import} />}
        </div>
      </div>
    </main>
  );
}

/** Where help is, as the manifest says; what is no address of the web lies in the package. */
function Addresses({
  manifest: { documentationUrl, supportUrl, changelogUrl },
}: Pick<ScreenProps['basics'], 'manifest'>) {
  const all = [
    ['Documentation', documentationUrl],
    ['Help', supportUrl],
    ['Changes of this connector', changelogUrl],
  ] as const;
  return all.map(([what, address], at) => (
    <span key={what}>
      {at > 0 && ' · '}
      {/^https:\/\//.test(address) ? (
        <a href={address} target="_blank" rel="noreferrer">
          {what}
        </a>
      ) : (
        <>
          {what}: <code>{address}</code>
        </>
      )}
    </span>
  ));
}
