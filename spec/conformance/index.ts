/** Holds any destination connector to the contract. */
export { ANY_DESTINATION, requirementsOf, TAXONOMY_OF_SEGMENTS } from './catalogue.ts';
export { type ConformanceOptions, conformance } from './conformance.ts';
export { describeConformance, type TestRunner } from './describe-conformance.ts';
export type { Finding } from './finding.ts';
export {
  LANE_REQUIREMENTS,
  type LaneProcess,
  type LaneRequirement,
  type LaneTrial,
} from './lane-requirements.ts';
export { exitCode, REPORT_FORMATS, type ReportFormat, report } from './report.ts';
export type { Requirement } from './requirement.ts';
export { createWorld } from './world/create-world.ts';
export type { Answer, ServiceRequest } from './world/exchange.ts';
export type { Fault, Mishap } from './world/fault.ts';
export type { Applied, LoggedRequest } from './world/log.ts';
export { sandboxWorld } from './world/sandbox.ts';
export type { Container, Service, ServiceWorld } from './world/service.ts';
export type * from './world/vocabulary.ts';
export type { World } from './world/world.ts';
