/**
 * Jest 30 loads a TypeScript configuration through a named loader where Node cannot by itself (Node 20).
 *
 * @jest-config-loader esbuild-register
 */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

// Not UTC, so that a time which names no zone is not right by chance; a test cannot set it, for its process.env is a copy.
process.env['TZ'] = 'America/Los_Angeles';

/** Tests run from the TypeScript sources as ES modules; swc only strips the types. */
const config: Config = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
    '^.+\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2023',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Packing, installing and compiling, browsers, other people's servers and killed processes take more time than all the others:
  // `npm run test:package`, `npm run test:screen` and `npm run test:engines`, which CI runs too.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/package/',
    '<rootDir>/test/engines/',
    '<rootDir>/test/hosts/setup/page/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  randomize: true,
  // Two a core: half of the suite waits for processes, sockets and timers. 195 s on two cores; with one a core 249 s.
  maxWorkers: 2 * availableParallelism(),
  // A test that hangs ends; one on a machine that is busy with ten other things does not.
  testTimeout: 300_000,
};

export default config;
