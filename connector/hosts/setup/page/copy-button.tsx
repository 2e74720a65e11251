import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Icon } from './icon.tsx';

/** Copies a text that is made when it is asked for, and says so. */
export function CopyButton({ label, text }: { label: string; text: () => Promise<string> }) {
  const [told, setTold] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setTold('Copied');
    } catch {
      setTold('The browser did not let it be copied');
    }
    setTimeout(() => setTold(undefined), 2_000);
  };
  return (
    <Button className="button" onPress={() => void copy()}>
      <Icon name={told === 'Copied' ? 'tick' : 'copy'} />
      <span aria-live="polite">{told ?? label}</span>
    </Button>
  );
}
