import { Icon } from './icon.tsx';

/** What was refused, and why; nothing when all is well. */
export const Fault = ({ text }: { text: string | undefined }) =>
  text === undefined ? null : (
    <div className="note failed" role="alert">
      <Icon name="warning" />
      <div>{text}</div>
    </div>
  );
