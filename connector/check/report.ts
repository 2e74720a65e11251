import type { CheckResult, CheckStep } from '../../spec/host/check-result.ts';
import type { ErrorDetail, FieldError } from '../../spec/host/errors.ts';
import type { SeenImport } from '../send/decode.ts';

export type StepId = CheckStep['id'];

/** The steps of a check in their order (C-2); `target` only where there is one (C-5). */
const stepsOf = (withTarget: boolean): readonly StepId[] => [
  'config',
  ...(withTarget ? (['target'] as const) : []),
  'authentication',
  'import',
  'write_access',
];

export const passed = (id: StepId, message: string): CheckStep => ({ id, status: 'passed', message });

export const failed = (id: StepId, error: ErrorDetail): CheckStep => ({
  id,
  status: 'failed',
  message: `${error.message} ${error.remedy}`,
  error,
});

/** The report as it grows; a failed step makes the later ones skipped (C-2). */
export class Report {
  readonly #order: readonly StepId[];
  readonly #steps: CheckStep[] = [];
  readonly #onStep: (step: CheckStep) => void;
  fieldErrors: readonly FieldError[] = [];
  seen: SeenImport | undefined;

  constructor(withTarget: boolean, onStep: (step: CheckStep) => void) {
    this.#order = stepsOf(withTarget);
    this.#onStep = onStep;
  }

  /** The step that is to come; nothing when all have ended or one has failed. */
  get next(): StepId | undefined {
    return this.#failed === undefined ? this.#order[this.#steps.length] : undefined;
  }

  get #failed(): CheckStep | undefined {
    return this.#steps.find(({ status }) => status === 'failed');
  }

  add(...steps: readonly CheckStep[]): void {
    for (const step of steps) {
      this.#steps.push(step);
      this.#onStep(step);
    }
  }

  finish(): CheckResult {
    for (const id of this.#order.slice(this.#steps.length)) {
      this.add({ id, status: 'skipped', message: 'Not checked, because an earlier step failed.' });
    }
    const { seen } = this;
    const failure = this.#failed;
    const warnings = this.#steps.filter(({ status }) => status === 'warning').map(({ message }) => message);
    return {
      status: failure ? 'failed' : 'succeeded',
      message: failure?.message ?? ['The connection works.', ...warnings].join(' '),
      steps: [...this.#steps],
      fieldErrors: [...this.fieldErrors],
      ...(seen && { import: importOf(seen) }),
    };
  }
}

const importOf = ({ id, name, code, inherited, relation, state }: SeenImport): NonNullable<CheckResult['import']> => ({
  id,
  name,
  code,
  inherited,
  ...(relation !== undefined && { relation }),
  ...(state !== undefined && { state }),
});
