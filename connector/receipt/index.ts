/** `destination-permutive/receipt`: what came of a run, and how that is known (U-13). */
export { type AnswerKind, answerKind } from './answer-kind.ts';
export type { BatchCourse, Mark } from './batch-course.ts';
export type { Cause, Instance, RowNames } from './causes.ts';
export { type Evidence, type EvidenceStep, evidenceOf } from './evidence.ts';
export type { Deletion, RowCounts, RunAbout, RunFacts, Step } from './facts.ts';
export { createReceipt, type Receipt, type ReceiptRecorder, receiptOf } from './receipt.ts';
export type { Trouble } from './troubles.ts';
export { GLYPHS, titleOf } from './words.ts';
