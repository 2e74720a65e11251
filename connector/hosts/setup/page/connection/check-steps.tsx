import type { ReactNode } from 'react';
import type { CheckResult, CheckStep } from '../../../../../spec/host/check-result.ts';
import type { ConnectionState } from '../../protocol.ts';
import { CopyButton } from '../copy-button.tsx';
import { Icon } from '../icon.tsx';
import { clockShort, took } from '../words.ts';

/** The test's steps as a marketer would say them: what passed, what failed. */
const WORDS: Readonly<Record<CheckStep['id'], readonly [passed: string, failed: string]>> = {
  config: ['The settings are complete', 'Something is wrong with the settings'],
  target: ['The target is well', 'Something is wrong with the target'],
  authentication: ['Permutive knows the key', 'Permutive does not accept the key'],
  import: ['The import is there', 'The import was not found'],
  write_access: ['The key may change it', 'The key may not change it'],
};

const NOT_READY: Readonly<Record<CheckStep['id'], string>> = {
  config: 'Not ready: the settings are not complete',
  target: 'Not ready: the target is not well',
  authentication: 'Not ready: the key is not accepted',
  import: 'Not ready: the import was not found',
  write_access: 'Not ready: the key cannot write',
};

/** A step that asked Permutive nothing took no time that anybody noticed. */
const lasted = (ms: number | undefined): string => (ms === undefined || ms < 1 ? '' : `${Math.round(ms)} ms`);

/** What to send to Permutive's people, who alone can let a key write. */
const requestFor = (result: CheckResult | undefined): string =>
  [
    `Please give our API key write access to the Taxonomy API${result?.import === undefined ? '' : `, for the import “${result.import.name}” (${result.import.id})`}.`,
    ...(result?.steps ?? []).flatMap(({ error }) =>
      error?.requestId === undefined
        ? []
        : [`Your answer to our last request: ${error.message} (request ${error.requestId})`],
    ),
  ].join('\n');

/** Each step as it ends. */
export function CheckSteps({ check, children }: { check: NonNullable<ConnectionState['check']>; children: ReactNode }) {
  const { running, steps, stepMs, result, at, ms } = check;
  const failed = steps.find(({ status }) => status === 'failed');
  const heading = running
    ? 'Testing the connection'
    : result?.status === 'succeeded'
      ? 'Ready for changes'
      : failed === undefined
        ? 'Not ready yet'
        : NOT_READY[failed.id];
  return (
    <section className="panel" aria-label="Test of the connection">
      <header>
        <h2>{heading}</h2>
        <span className="grow" />
        {running ? (
          <span className="spinner" />
        ) : (
          at !== undefined &&
          failed === undefined && (
            <span className="small quiet">{`${clockShort(at)}, ${(ms ?? 0) < 100 ? `${ms} ms` : took(ms ?? 0)}`}</span>
          )
        )}
      </header>
      <ol className="steps" aria-live="polite">
        {steps
          .filter(({ status }) => status !== 'skipped')
          .map(({ id, status, message, error }) => (
            <li key={id}>
              <span className={status}>
                <Icon name={status === 'passed' ? 'tick' : status === 'warning' ? 'warning' : 'cross'} />
              </span>
              <b>{WORDS[id][status === 'failed' ? 1 : 0]}</b>
              <span className="lasted">{lasted(stepMs[id])}</span>
              <span className="under">
                {error === undefined ? message : `${message} ${message.includes(error.remedy) ? '' : error.remedy}`}
              </span>
            </li>
          ))}
      </ol>
      {failed !== undefined && !running && failed.id === 'write_access' && (
        <div className="onward">
          <CopyButton label="Copy the request for Permutive" text={async () => requestFor(result)} />
        </div>
      )}
      {children}
    </section>
  );
}
