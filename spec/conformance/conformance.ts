import pLimit from 'p-limit';
import type { DestinationConnector } from '../destination/connector.ts';
import { requirementsOf } from './catalogue.ts';
import { type Finding, worldAtFault } from './finding.ts';
import { judge } from './judge.ts';
import type { Requirement } from './requirement.ts';
import { WORLD_CHECKS } from './world/checks.ts';
import { sandboxWorld } from './world/sandbox.ts';
import type { World } from './world/world.ts';

export interface ConformanceOptions {
  /** Makes a world for one requirement; the sandbox when absent. Requirements run side by side, each in a world of its own. */
  readonly world?: () => World;
  /** Only the requirements of this id, rule or section, such as `T-1a`, `T-1` or `T`. */
  readonly only?: string;
  /** How long one requirement may take, in milliseconds: a connector that hangs fails instead of hanging the harness. */
  readonly deadlineMs?: number;
  /** Requirements that run side by side. */
  readonly concurrency?: number;
}

/**
 * Tries the world first; then holds the connector to every requirement of the world's catalogue. A world at fault is all that is told then: it
 * proves nothing about a connector. Never throws for anything the connector does.
 */
export async function conformance(
  connector: DestinationConnector,
  { world = sandboxWorld, only, concurrency = 8, ...options }: ConformanceOptions = {},
): Promise<Finding[]> {
  const limit = pLimit(concurrency);
  const tried = (requirements: readonly Requirement[]) =>
    Promise.all(requirements.map((requirement) => limit(() => judge(connector, requirement, { world, ...options }))));
  const ofTheWorld = await tried(WORLD_CHECKS);
  if (worldAtFault(ofTheWorld)) return ofTheWorld;
  return [...ofTheWorld, ...(await tried(requirementsOf(world().catalogue, only)))];
}
