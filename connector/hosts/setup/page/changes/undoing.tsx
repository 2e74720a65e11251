import { Button } from 'react-aria-components/Button';
import type { PlanState } from '../../protocol.ts';
import { Icon } from '../icon.tsx';

/** In the place of a file: what is taken back, and what cannot come back. */
export function Undoing({ plan, idle, leave }: { plan: PlanState; idle: boolean; leave: () => void }) {
  return (
    <section className="panel" aria-label="Undo">
      <div className="fold">
        <div className="head">
          <span>
            <Icon name="tick" />
          </span>
          <span className="what">Undo</span>
          <span className="told">
            <b>{`Run ${plan.undoes}`}</b> · what it changed becomes again what its copy holds; what somebody touched
            since stays
          </span>
          <Button className="plain" isDisabled={!idle} onPress={leave}>
            Leave it
          </Button>
        </div>
        {plan.lost !== undefined && (
          <div className="body">
            <ul className="small quiet">
              {plan.lost.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}
