import type { ReactNode } from 'react';
import type { CheckStep } from '../../../../../spec/host/check-result.ts';
import type { ConnectionState } from '../../protocol.ts';
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

/** A step that asked Permutive nothing took no time that anybody noticed. */
const lasted = (ms: number | undefined): string => (ms === undefined || ms < 1 ? '' : `${Math.round(ms)} ms`);

/** Each step as it ends. */
export function CheckSteps({ check, children }: { check: NonNullable<ConnectionState['check']>; children: ReactNode }) {
  const { running, steps, stepMs, result, at, ms } = check;
  const heading = running
    ? 'Testing the connection'
    : result?.status === 'succeeded'
      ? 'Ready for changes'
      : 'Not ready yet';
  return (
    <section className="panel" aria-label="Test of the connection">
      <header>
        <h2>{heading}</h2>
        <span className="grow" />
        {running ? (
          <span className="spinner" />
        ) : (
          at !== undefined && <span className="small quiet">{`${clockShort(at)}, ${took(ms ?? 0)}`}</span>
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
      {children}
    </section>
  );
}
