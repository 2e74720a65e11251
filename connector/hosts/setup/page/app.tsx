import { useCallback, useEffect, useRef, useState } from 'react';
import type { SessionState } from '../protocol.ts';
import { get, wordsOf } from './api.ts';
import { Connect } from './connect.tsx';
import { Preview } from './preview.tsx';
import { Run } from './run.tsx';
import type { ScreenProps } from './screen-props.ts';
import { Segments } from './segments.tsx';
import { STEPS, type Step } from './steps.ts';
import { Target } from './target.tsx';
import { useLive } from './use-live.ts';

const WORDS: Record<Step, string> = {
  Connect: 'Which import, and with which key.',
  Target: 'Where rows go, and what becomes of them.',
  Preview: 'What would happen, before anything does.',
  Run: 'What is happening, and what has happened.',
  Segments: 'What the import holds now.',
};

/** The whole screen: the steps, and the one that is open. */
export function App() {
  const live = useLive();
  const [session, setSession] = useState<SessionState>();
  const [fault, setFault] = useState<string>();
  const [step, setStep] = useState<Step>('Connect');
  const heading = useRef<HTMLHeadingElement>(null);

  const reload = useCallback(async () => {
    try {
      setSession(await get<SessionState>('/api/session'));
      setFault(undefined);
    } catch (error) {
      setFault(wordsOf(error));
    }
  }, []);
  useEffect(() => void reload(), [reload]);
  const go = (next: Step) => {
    setStep(next);
    heading.current?.focus();
  };

  return (
    <div className="frame">
      <header>
        <h1>Permutive</h1>
        {session?.sandbox && <span className="badge">sandbox</span>}
        <nav aria-label="Steps">
          <ol>
            {STEPS.map((name) => (
              <li key={name}>
                <button type="button" aria-current={name === step ? 'step' : undefined} onClick={() => go(name)}>
                  {name}
                </button>
              </li>
            ))}
          </ol>
        </nav>
      </header>
      <main>
        {!live.online && (
          <p role="alert" className="notice bad">
            The set-up screen cannot be reached. If it was ended, start it again in the terminal; otherwise it comes
            back by itself.
          </p>
        )}
        <h2 ref={heading} tabIndex={-1}>
          {step}
        </h2>
        <p className="lead">{WORDS[step]}</p>
        {fault !== undefined && (
          <p role="alert" className="notice bad">
            {fault}
          </p>
        )}
        {session === undefined ? (
          fault === undefined && <p role="status">Loading…</p>
        ) : (
          <Screen step={step} session={session} live={live} reload={reload} go={go} />
        )}
      </main>
    </div>
  );
}

function Screen({ step, ...props }: ScreenProps & { step: Step }) {
  switch (step) {
    case 'Connect':
      return <Connect {...props} />;
    case 'Target':
      return <Target {...props} />;
    case 'Preview':
      return <Preview {...props} />;
    case 'Run':
      return <Run {...props} />;
    case 'Segments':
      return <Segments />;
  }
}
