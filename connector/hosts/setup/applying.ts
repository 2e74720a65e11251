import { AppliedRun } from './applied-run.ts';
import type { Connection } from './connection.ts';
import type { Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import type { RunHistory } from './run-history.ts';
import type { Uploads } from './upload.ts';

interface World {
  readonly connection: Connection;
  readonly uploads: Uploads;
  readonly planning: Planning;
  readonly history: RunHistory;
  readonly changed: (now?: boolean) => void;
  /** What the import holds may be another. */
  readonly ended: () => void;
}

/** Brings a plan that still holds into effect. @returns the run's number once it is under way; nothing when the plan has expired. */
export async function applyPlan(plan: Plan, world: World): Promise<number | undefined> {
  if (!(await plan.stillHolds())) return undefined;
  const run = await begun(plan, world, false);
  plan.used(run.order.number);
  return go(run, world);
}

/** Goes through a plan without sending anything, as a run of the history. The plan can be applied afterwards. @returns its number. */
export async function rehearsePlan(plan: Plan, world: World): Promise<number> {
  return go(await begun(plan, world, true), world);
}

async function begun(plan: Plan, { connection, uploads, history, planning, changed }: World, dryRun: boolean) {
  const importName = connection.state.import?.name;
  const run = new AppliedRun({
    ...history.place(),
    plan,
    dryRun,
    connectorVersion: connection.options.connector.manifest.version,
    environment: connection.environment,
    ...(importName !== undefined && { importName }),
    secrets: connection.credentials.secretValues,
    transport: connection.context.fetch ?? fetch,
    changed,
  });
  const { after } = plan.order;
  const upload = plan.state.effect === 'undo' ? undefined : uploads.current;
  await history.begin(
    run,
    {
      ...(upload && { choices: upload.choices, corrections: [...planning.corrections.all] }),
      ...(after && { resumedFrom: after.number, retryOf: after.runIds }),
    },
    upload?.view.rows ?? null,
    upload?.path,
  );
  return run;
}

function go(run: AppliedRun, { connection, changed, ended }: World): number {
  void run.go().then((summary) => {
    if (summary.fatal?.code === 'authentication_failed') connection.refused();
    ended();
    changed(true);
  });
  return run.order.number;
}
