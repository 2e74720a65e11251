/** Holds any destination connector to the contract. */
export { REQUIREMENTS } from './catalogue.ts';
export { type ConformanceOptions, conformance, type Finding } from './conformance.ts';
export { describeConformance, type TestRunner } from './describe-conformance.ts';
export {
  LANE_REQUIREMENTS,
  type LaneProcess,
  type LaneRequirement,
  type LaneTrial,
} from './lane-requirements.ts';
export { exitCode, REPORT_FORMATS, type ReportFormat, report } from './report.ts';
export type { Requirement } from './requirement.ts';
export { sandboxWorld, type World } from './world.ts';
