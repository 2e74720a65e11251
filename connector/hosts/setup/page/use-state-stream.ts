import { useEffect, useState } from 'react';
import type { ScreenState } from '../protocol.ts';

/** The server's state, whole, as it changes. `lost` while the program cannot be reached. */
export function useStateStream(): { readonly state: ScreenState | undefined; readonly lost: boolean } {
  const [state, setState] = useState<ScreenState>();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const events = new EventSource('/api/state');
    events.addEventListener('state', ({ data }) => {
      setLost(false);
      setState(JSON.parse(data));
    });
    events.addEventListener('error', () => setLost(true));
    return () => events.close();
  }, []);
  return { state, lost };
}
