import type { Owner, Plan } from '../../reconcile/index.ts';
import type { Destination } from './changes-proposal.ts';
import type { PlanLines } from './plan-lines.ts';
import { carryOutPlan } from './planned-changes.ts';
import type { CarriedOut, Told, Watched } from './proposal.ts';

/** What proposals have in common whose plan is one of `./reconcile`: it is drawn for an owner, and carried out as it was drawn last. */
export abstract class PlannedByOwner {
  readonly part = false;
  protected readonly to: Destination;
  protected readonly owner: Owner;
  protected made: Plan | undefined;

  constructor(to: Destination, owner: Owner) {
    this.to = to;
    this.owner = owner;
  }

  get importId(): string {
    return this.to.importId;
  }

  toSettle(lines: PlanLines): number {
    return lines.changes;
  }

  carryOut(
    lines: PlanLines,
    watched: Watched,
    tell: (told: Told) => void,
    folder: string | undefined,
  ): Promise<CarriedOut> {
    return carryOutPlan(this.made, this.owner, lines, { ...this.to.context, ...watched }, tell, folder);
  }
}
