import { lazy, Suspense, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Redirect, Route, Switch } from 'wouter';
import type { Basics } from '../protocol.ts';
import { get } from './api.ts';
import { Frame } from './frame.tsx';
import { titleOf } from './tab-title.ts';
import { useStateStream } from './use-state-stream.ts';

const Changes = lazy(async () => ({ default: (await import('./changes/changes.tsx')).Changes }));
const Connection = lazy(async () => ({ default: (await import('./connection/connection.tsx')).Connection }));
const Run = lazy(async () => ({ default: (await import('./runs/run.tsx')).Run }));
const Runs = lazy(async () => ({ default: (await import('./runs/runs.tsx')).Runs }));
const Taxonomy = lazy(async () => ({ default: (await import('./taxonomy/taxonomy.tsx')).Taxonomy }));

/** Four places with addresses of their own, under one bar (U-1). */
export function App() {
  const { state, lost } = useStateStream();
  const [basics, setBasics] = useState<Basics>();
  useEffect(() => {
    get<Basics>('/api/basics').then(setBasics, () => undefined); // Without it the stream is down too, and that is told.
  }, []);
  const title = state === undefined ? undefined : titleOf(state);
  useEffect(() => {
    if (title !== undefined) document.title = title;
  }, [title]);
  if (state === undefined || basics === undefined)
    return (
      <main aria-busy="true">{lost && <p role="alert">The program that serves this page cannot be reached.</p>}</main>
    );
  return (
    <I18nProvider locale="en-US">
      <Frame state={state} lost={lost} />
      <Suspense fallback={<main aria-busy="true" />}>
        <Switch>
          <Route path="/connection">
            <Connection state={state} basics={basics} />
          </Route>
          <Route path="/changes">
            <Changes state={state} basics={basics} />
          </Route>
          <Route path="/runs">
            <Runs state={state} basics={basics} />
          </Route>
          <Route path="/runs/:number">
            {({ number }) => <Run key={number} number={Number(number)} state={state} basics={basics} />}
          </Route>
          <Route path="/taxonomy">
            <Taxonomy state={state} basics={basics} />
          </Route>
          <Route>
            <Redirect to={state.connection.key === 'none' ? '/connection' : '/changes'} replace />
          </Route>
        </Switch>
      </Suspense>
    </I18nProvider>
  );
}
