import { useState } from 'react';
import { wordsOf } from './api.ts';

/** Runs what a button does: one at a time, and what is refused is told in the server's words. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setFault(undefined);
    try {
      await act();
    } catch (error) {
      setFault(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, fault, run: (act: () => Promise<unknown>) => void run(act) };
}
