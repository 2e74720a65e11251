/** The screens, in the order in which they are gone through. */
export const STEPS = ['Connect', 'Target', 'Preview', 'Run', 'Segments'] as const;
export type Step = (typeof STEPS)[number];
